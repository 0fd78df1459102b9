package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"io"
	"strconv"
	"sync"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

type digest = [sha256.Size]byte

// answers writes what is built. A fleet repeats the same object on a thousand clusters, and Kustomize takes longer to write an
// object than to build it: each different object is turned into text once, and each different text is written once.
type answers struct {
	lock  sync.Mutex
	lines *json.Encoder
	// Numbers of documents, by the object that they are the text of and by the text.
	byObject map[digest]int
	byText   map[digest]int
}

func newAnswers(output io.Writer) *answers {
	lines := json.NewEncoder(output)
	lines.SetEscapeHTML(false)
	return &answers{lines: lines, byObject: map[digest]int{}, byText: map[digest]int{}}
}

type documentLine struct {
	Document string `json:"document"`
}

type buildLine struct {
	Folder    string `json:"folder"`
	Documents []int  `json:"documents,omitempty"`
	Error     string `json:"error,omitempty"`
}

func (a *answers) build(folder string, documents []int, err error) {
	line := buildLine{Folder: folder, Documents: documents}
	if err != nil {
		line.Error = err.Error()
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	a.write(line)
}

// documentsOf returns the numbers of the objects' documents.
func (a *answers) documentsOf(objects resmap.ResMap) ([]int, error) {
	numbers := make([]int, 0, objects.Size())
	for _, object := range objects.Resources() {
		digest := digestOf(object.YNode())
		number, known := a.known(digest)
		if !known {
			text, err := object.AsYAML()
			if err != nil {
				// It says which object this is.
				_, err = objects.AsYaml()
				return nil, err
			}
			number = a.add(digest, text)
		}
		numbers = append(numbers, number)
	}
	return numbers, nil
}

func (a *answers) known(object digest) (number int, known bool) {
	a.lock.Lock()
	defer a.lock.Unlock()
	number, known = a.byObject[object]
	return number, known
}

func (a *answers) add(object digest, text []byte) int {
	a.lock.Lock()
	defer a.lock.Unlock()
	digest := sha256.Sum256(text)
	number, known := a.byText[digest]
	if !known {
		number = len(a.byText)
		a.byText[digest] = number
		a.write(documentLine{Document: string(text)})
	}
	a.byObject[object] = number
	return number
}

// write ends the program when nobody reads the answers any more.
func (a *answers) write(line any) {
	if err := a.lines.Encode(line); err != nil {
		panic(err)
	}
}

// digestOf tells one object from another by all that its text can follow from.
func digestOf(object *yaml.Node) digest {
	hash := sha256.New()
	var buffer bytes.Buffer
	describe(object, &buffer, hash)
	hash.Write(buffer.Bytes())
	return digest(hash.Sum(nil))
}

const fullBuffer = 1 << 15

func describe(node *yaml.Node, buffer *bytes.Buffer, hash hash.Hash) {
	if buffer.Len() > fullBuffer {
		hash.Write(buffer.Bytes())
		buffer.Reset()
	}
	if node == nil {
		buffer.WriteByte('-')
		return
	}
	for _, number := range [...]int{int(node.Kind), int(node.Style), len(node.Content)} {
		buffer.WriteString(strconv.Itoa(number))
		buffer.WriteByte(' ')
	}
	for _, text := range [...]string{node.Tag, node.Value, node.Anchor, node.HeadComment, node.LineComment, node.FootComment} {
		buffer.WriteString(strconv.Itoa(len(text)))
		buffer.WriteByte(' ')
		buffer.WriteString(text)
	}
	// What an alias stands for is described where its anchor is.
	for _, child := range node.Content {
		describe(child, buffer, hash)
	}
}
