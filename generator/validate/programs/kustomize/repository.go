package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
)

// A file is read once, as long as all that is kept stays below mostKept.
const (
	mostBytes = 64 << 20
	mostKept  = 128 << 20
)

// repository is what lies below one folder: regular files and folders. Nothing that a symbolic link leads to can be read.
// What has been looked at stays as it was found.
type repository struct {
	path string
	root *os.Root
	// By names relative to the folder: of type place and []byte.
	places, contents sync.Map
	kept             atomic.Int64
}

type place struct {
	isFolder bool
	err      error
}

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

// look looks at what has an absolute path, and at every folder on the way. The name is relative to the repository.
func (r *repository) look(path string) (name string, found place) {
	name, err := filepath.Rel(r.path, path)
	if err != nil || !filepath.IsLocal(name) {
		return "", place{err: fmt.Errorf("'%s' is outside of the repository", path)}
	}
	return name, r.placeOf(name)
}

func (r *repository) placeOf(name string) place {
	if known, ok := r.places.Load(name); ok {
		return known.(place)
	}
	found := r.find(name)
	r.places.Store(name, found)
	return found
}

func (r *repository) find(name string) place {
	if name != "." {
		above := filepath.Dir(name)
		if folder := r.placeOf(above); folder.err != nil {
			return folder
		} else if !folder.isFolder {
			return place{err: fmt.Errorf("'%s' is not a folder", above)}
		}
	}
	info, err := r.root.Lstat(name)
	if err != nil {
		return place{err: err}
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return place{err: fmt.Errorf("'%s' is neither a folder nor a regular file: links are not followed", name)}
	}
	return place{isFolder: info.IsDir()}
}

// read returns the content of the regular file that has the name. It belongs to the caller.
func (r *repository) read(name string) ([]byte, error) {
	if known, ok := r.contents.Load(name); ok {
		return bytes.Clone(known.([]byte)), nil
	}
	content, err := r.readOnce(name)
	if err == nil && r.kept.Add(int64(len(content))) <= mostKept {
		r.contents.Store(name, bytes.Clone(content))
	}
	return content, err
}

func (r *repository) readOnce(name string) ([]byte, error) {
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
