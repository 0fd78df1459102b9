package main

import (
	"crypto/sha256"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"unique"

	"sigs.k8s.io/kustomize/api/konfig"
)

// memory knows what folders have built to. A build follows from what it has found in the repository, and not from the name of
// its folder: one that would find the same, in its own folder and elsewhere, builds to the same documents. Most builds of a fleet
// are lists of the same shared folders.
type memory struct {
	lock sync.Mutex
	// By the content of the kustomization.
	builds map[digest][]remembered
}

type remembered struct {
	found     *trail
	documents []int
}

// Builds with one kustomization that differ in what else is in their folders.
const mostAlike = 8

// trail is what a build has looked at: in its folder, with what it has found there, and elsewhere.
type trail struct {
	folder    string
	own       map[glance]answer
	elsewhere map[unique.Handle[string]]bool
}

// glance is one look at a path, relative to the folder that is built.
type glance struct {
	path     unique.Handle[string]
	forBytes bool
}

type answer struct {
	isThere, isFolder bool
	content           digest
}

func newTrail(folder string) *trail {
	return &trail{folder: folder, own: map[glance]answer{}, elsewhere: map[unique.Handle[string]]bool{}}
}

func (t *trail) note(repository *repository, path string, forBytes bool) {
	if own, ok := within(t.folder, path); ok {
		t.own[glance{unique.Make(own), forBytes}] = repository.answerTo(path, forBytes)
	} else {
		t.elsewhere[unique.Make(path)] = true
	}
}

// within returns the way from a folder to what is below it.
func within(folder, path string) (way string, ok bool) {
	switch folder {
	case ".":
		return path, true
	case path:
		return ".", true
	}
	return strings.CutPrefix(path, folder+"/")
}

// documentsOf returns what a folder builds to, as far as it is known without building it.
func (m *memory) documentsOf(repository *repository, folder string) ([]int, bool) {
	m.lock.Lock()
	alike := m.builds[kustomizationOf(repository, folder)]
	m.lock.Unlock()
	for _, known := range alike {
		if known.found.leadsToTheSame(repository, folder) {
			return known.documents, true
		}
	}
	return nil, false
}

func (m *memory) remember(repository *repository, found *trail, documents []int) {
	kustomization := kustomizationOf(repository, found.folder)
	m.lock.Lock()
	defer m.lock.Unlock()
	if alike := m.builds[kustomization]; len(alike) < mostAlike {
		m.builds[kustomization] = append(alike, remembered{found, documents})
	}
}

// leadsToTheSame says whether a build of another folder finds the same. A kustomization names what is elsewhere by the way from its
// own folder: from one as deep the same way leads to the same place, unless it ends where only one of the folders is. (What is
// around a folder or inside of it Kustomize judges by rules of its own.)
func (t *trail) leadsToTheSame(repository *repository, folder string) bool {
	mine, other, ok := apart(t.folder, folder)
	if !ok {
		return false
	}
	for path := range t.elsewhere {
		_, besideMine := within(mine, path.Value())
		_, besideOther := within(other, path.Value())
		_, aroundMine := within(path.Value(), t.folder)
		_, aroundOther := within(path.Value(), folder)
		if besideMine || besideOther || aroundMine || aroundOther {
			return false
		}
	}
	for glance, found := range t.own {
		if repository.answerTo(filepath.Join(folder, glance.path.Value()), glance.forBytes) != found {
			return false
		}
	}
	return true
}

// apart returns the uppermost folders that hold only one of two folders, which must be equally deep.
func apart(a, b string) (aloneA, aloneB string, ok bool) {
	stepsA, stepsB := strings.Split(a, "/"), strings.Split(b, "/")
	if len(stepsA) != len(stepsB) {
		return "", "", false
	}
	for i := range stepsA {
		if stepsA[i] != stepsB[i] {
			return strings.Join(stepsA[:i+1], "/"), strings.Join(stepsB[:i+1], "/"), true
		}
	}
	return "", "", false
}

// answerTo says in short what there is at a name.
func (r *repository) answerTo(name string, forBytes bool) answer {
	found := r.placeOf(name)
	answer := answer{isThere: found.err == nil, isFolder: found.isFolder}
	if forBytes && answer.isThere && !answer.isFolder {
		content, err := r.read(name)
		answer.isThere = err == nil
		answer.content = sha256.Sum256(withoutComment(name, content))
	}
	return answer
}

func kustomizationOf(repository *repository, folder string) digest {
	hash := sha256.New()
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		answer := repository.answerTo(filepath.Join(folder, name), true)
		hash.Write(answer.content[:])
	}
	return digest(hash.Sum(nil))
}

var comment = regexp.MustCompile(`^#[ -~]*\n`)

// withoutComment takes away the comment at the top of a kustomization, which names the input that it follows from.
func withoutComment(name string, content []byte) []byte {
	if isKustomization(name) {
		return content[len(comment.Find(content)):]
	}
	return content
}
