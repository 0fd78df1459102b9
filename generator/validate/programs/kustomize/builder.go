package main

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

// builder builds folders, several at a time. Kustomize keeps the schemas of all kinds for the whole process: a build that says
// in `openapi` which to take is alone while it runs, and no other sees them.
type builder struct {
	repository *repository
	answers    *answers
	memory     memory
	schemas    sync.RWMutex
	begun      atomic.Bool
	loaded     sync.Once
}

// loadSchemas parses Kustomize's own schemas now, which takes longer than most builds. Kustomize does it when they are first
// needed, while other builds read them.
func loadSchemas() {
	openapi.Schema()
}

// answer builds a folder and writes what it builds to, or what is wrong with it.
func (b *builder) answer(folder string) {
	if documents, known := b.memory.documentsOf(b.repository, folder); known {
		b.answers.build(folder, documents, nil)
		return
	}
	found := newTrail(folder)
	documents, err := b.amongOthers(found)
	if err == errOwnSchemas {
		documents, err = b.alone(folder)
	} else if err == nil {
		b.memory.remember(b.repository, found, documents)
	}
	b.answers.build(folder, documents, err)
}

func (b *builder) amongOthers(found *trail) ([]int, error) {
	if b.begun.CompareAndSwap(false, true) {
		b.schemas.Lock()
		defer b.schemas.Unlock()
	} else {
		b.loaded.Do(func() {
			b.schemas.Lock()
			defer b.schemas.Unlock()
			loadSchemas()
		})
		b.schemas.RLock()
		defer b.schemas.RUnlock()
	}
	return b.build(&view{repository: b.repository, refusesSchemas: true, found: found}, found.folder)
}

func (b *builder) alone(folder string) ([]int, error) {
	b.schemas.Lock()
	defer b.schemas.Unlock()
	defer func() {
		openapi.ResetOpenAPI()
		loadSchemas()
	}()
	return b.build(&view{repository: b.repository, found: newTrail(folder)}, folder)
}

// build returns the numbers of the documents that the folder builds to.
func (b *builder) build(files *view, folder string) (documents []int, err error) {
	defer func() {
		// Kustomize panics at some mistakes, such as an OpenAPI file that is none, and our own limits end a build so.
		switch problem := recover().(type) {
		case nil:
		case error:
			err = problem
		default:
			err = fmt.Errorf("%v", problem)
		}
	}()
	options := krusty.MakeDefaultOptions()
	// What the command says when nobody says --reorder.
	options.Reorder = krusty.ReorderOptionUnspecified
	objects, err := krusty.MakeKustomizer(options).Run(files, filepath.Join(files.path, folder))
	if err != nil {
		return nil, err
	}
	return b.answers.documentsOf(objects)
}
