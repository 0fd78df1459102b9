package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Kustomizations that build on one another can ask for the same file again and again, twice as often with each level.
const mostReads = 5_000

var (
	errReadOnly   = errors.New("a build only reads files")
	errOwnSchemas = errors.New("a build with schemas of its own")
)

// view is the file system of one build: the files of the repository by their absolute paths, which is how Kustomize names them
// in what it says. Nothing can be written.
type view struct {
	*repository
	// Whether a kustomization that says which schemas to take ends the build, with errOwnSchemas.
	refusesSchemas bool
	found          *trail
	reads          int
}

var _ filesys.FileSystem = &view{}

// look notes what the build looks at.
func (v *view) look(path string, forBytes bool) (name string, found place) {
	name, found = v.repository.look(path)
	if name != "" {
		v.found.note(v.repository, name, forBytes)
	}
	return name, found
}

// CleanedAbs splits a path into the folder and, unless the path is one, the file.
func (v *view) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	_, found := v.look(path, false)
	if found.err != nil {
		return "", "", found.err
	}
	clean := filepath.Clean(path)
	if found.isFolder {
		return filesys.ConfirmedDir(clean), "", nil
	}
	return filesys.ConfirmedDir(filepath.Dir(clean)), filepath.Base(clean), nil
}

func (v *view) Exists(path string) bool {
	_, found := v.look(path, false)
	return found.err == nil
}

func (v *view) IsDir(path string) bool {
	_, found := v.look(path, false)
	return found.isFolder
}

func (v *view) ReadFile(path string) ([]byte, error) {
	v.reads++
	if v.reads > mostReads {
		// An error would only be one more thing that Kustomize tells at the end, after all that it still tries.
		panic(fmt.Errorf("reads more than %d files", mostReads))
	}
	name, found := v.look(path, true)
	if found.err != nil {
		return nil, found.err
	}
	content, err := v.read(name)
	if err == nil && v.refusesSchemas && namesSchemas(name, content) {
		panic(errOwnSchemas)
	}
	return content, err
}

func isKustomization(name string) bool {
	return slices.Contains(konfig.RecognizedKustomizationFileNames(), filepath.Base(name))
}

// namesSchemas says whether a file is a kustomization that says which schemas to take.
func namesSchemas(name string, content []byte) bool {
	if !isKustomization(name) {
		return false
	}
	var kustomization types.Kustomization
	err := kustomization.Unmarshal(content)
	return err == nil && len(kustomization.OpenAPI) > 0
}

func (v *view) Open(string) (filesys.File, error)    { return nil, errors.ErrUnsupported }
func (v *view) ReadDir(string) ([]string, error)     { return nil, errors.ErrUnsupported }
func (v *view) Glob(string) ([]string, error)        { return nil, errors.ErrUnsupported }
func (v *view) Walk(string, filepath.WalkFunc) error { return errors.ErrUnsupported }
func (v *view) Create(string) (filesys.File, error)  { return nil, errReadOnly }
func (v *view) Mkdir(string) error                   { return errReadOnly }
func (v *view) MkdirAll(string) error                { return errReadOnly }
func (v *view) RemoveAll(string) error               { return errReadOnly }
func (v *view) WriteFile(string, []byte) error       { return errReadOnly }
