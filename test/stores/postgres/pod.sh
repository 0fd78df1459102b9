# Runs a program with the file system of a pod of CloudNativePG: that of this machine, and /controller and /plugins from a folder.
# pod.sh FOLDER PROGRAM ARGUMENT...
set -e
pod=$1
shift
root=$pod/root
mount -t tmpfs none "$root"
for path in /*; do
  if [ -L "$path" ]; then
    cp -P "$path" "$root/"
  elif [ -d "$path" ]; then
    mkdir "$root$path"
    mount --rbind "$path" "$root$path"
  fi
done
for name in controller plugins; do
  mkdir "$root/$name"
  mount --bind "$pod/$name" "$root/$name"
done
mkdir "$root/.former"
cd "$root"
pivot_root . .former
cd /
umount -l /.former
cd "$pod"
exec "$@"
