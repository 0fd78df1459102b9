package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

const (
	// Kustomizations that build on one another can ask for the same file again and again, twice as often with each level.
	mostReads = 5_000
	mostBytes = 64 << 20
)

var errReadOnly = errors.New("a build only reads files")

// repository is the file system of a build: regular files and folders below one folder, by their absolute paths, which is how
// Kustomize names them in what it says. Nothing can be written, and nothing that a symbolic link leads to can be read.
type repository struct {
	path string
	root *os.Root
	// Files that the current build has read.
	reads int
}

var _ filesys.FileSystem = &repository{}

func openRepository(folder string) (*repository, error) {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	path, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &repository{path: path, root: root}, nil
}

// stat looks at a path and at every folder on the way. The name is relative to the repository.
func (r *repository) stat(path string) (name string, info fs.FileInfo, err error) {
	name, err = filepath.Rel(r.path, path)
	if err != nil || !filepath.IsLocal(name) {
		return "", nil, fmt.Errorf("'%s' is outside of the repository", path)
	}
	if info, err = r.root.Lstat("."); err != nil || name == "." {
		return name, info, err
	}
	passed := ""
	for _, step := range strings.Split(name, filesys.Separator) {
		if !info.IsDir() {
			return "", nil, fmt.Errorf("'%s' is not a folder", passed)
		}
		passed = filepath.Join(passed, step)
		if info, err = r.root.Lstat(passed); err != nil {
			return "", nil, err
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return "", nil, fmt.Errorf("'%s' is neither a folder nor a regular file: links are not followed", passed)
		}
	}
	return name, info, nil
}

// CleanedAbs splits a path into the folder and, unless the path is one, the file.
func (r *repository) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	_, info, err := r.stat(path)
	if err != nil {
		return "", "", err
	}
	clean := filepath.Clean(path)
	if info.IsDir() {
		return filesys.ConfirmedDir(clean), "", nil
	}
	return filesys.ConfirmedDir(filepath.Dir(clean)), filepath.Base(clean), nil
}

func (r *repository) Exists(path string) bool {
	_, _, err := r.stat(path)
	return err == nil
}

func (r *repository) IsDir(path string) bool {
	_, info, err := r.stat(path)
	return err == nil && info.IsDir()
}

func (r *repository) ReadFile(path string) ([]byte, error) {
	r.reads++
	if r.reads > mostReads {
		// An error would only be one more thing that Kustomize tells at the end, after all that it still tries.
		panic(fmt.Sprintf("reads more than %d files", mostReads))
	}
	name, _, err := r.stat(path)
	if err != nil {
		return nil, err
	}
	// Between the look and the opening another file may have come: then it is neither followed nor waited for.
	file, err := r.root.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("'%s' is not a regular file", name)
	}
	if info.Size() > mostBytes {
		return nil, fmt.Errorf("'%s' is larger than %d MiB", name, mostBytes>>20)
	}
	return io.ReadAll(io.LimitReader(file, mostBytes))
}

func (r *repository) Open(string) (filesys.File, error)    { return nil, errors.ErrUnsupported }
func (r *repository) ReadDir(string) ([]string, error)     { return nil, errors.ErrUnsupported }
func (r *repository) Glob(string) ([]string, error)        { return nil, errors.ErrUnsupported }
func (r *repository) Walk(string, filepath.WalkFunc) error { return errors.ErrUnsupported }
func (r *repository) Create(string) (filesys.File, error)  { return nil, errReadOnly }
func (r *repository) Mkdir(string) error                   { return errReadOnly }
func (r *repository) MkdirAll(string) error                { return errReadOnly }
func (r *repository) RemoveAll(string) error               { return errReadOnly }
func (r *repository) WriteFile(string, []byte) error       { return errReadOnly }
