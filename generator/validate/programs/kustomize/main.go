// Builds kustomizations as `kustomize build` does, with nothing but the regular files of one repository: what a kustomization
// names on another machine, behind a symbolic link or outside of the repository is not there, and no command is ever started.
//
// It is given the repository's folder, reads requests from standard input and answers each on standard output, a line of JSON
// each: {"folder": "clusters/eu/grafana"} and, as soon as it is built, {"folder": "clusters/eu/grafana", "documents": [0, 4]} or
// {"folder": …, "error": "…"}. The numbers count the lines {"document": "…"} from 0: a document is written once, before the first
// build that has it is answered. The program ends when its input does.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
)

type request struct {
	Folder string `json:"folder"`
}

// Builds leave much behind and hold little: with Go's own setting a quarter of the time went into collecting garbage.
const (
	garbagePercent = 400
	mostMemory     = 384 << 20
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("say which repository to build: one folder")
	}
	repository, err := openRepository(arguments[0])
	if err != nil {
		return err
	}
	// Kustomize looks git up on the PATH, and its HTTP client takes the default transport.
	os.Clearenv()
	http.DefaultTransport = noNetwork{}
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(mostMemory)
	answers := newAnswers(os.Stdout)
	// Whatever a library prints is no answer.
	os.Stdout = os.Stderr
	builder := builder{repository: repository, answers: answers, memory: memory{builds: map[digest][]remembered{}}}
	waiting := make(chan request)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for next := range waiting {
				builder.answer(next.Folder)
			}
		}()
	}
	return read(os.Stdin, waiting)
}

// read ends with the input, and the program with it, even in the middle of a build: nobody waits for the answer then.
func read(input io.Reader, waiting chan<- request) error {
	decoder := json.NewDecoder(input)
	for {
		var next request
		err := decoder.Decode(&next)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("no request: %w", err)
		}
		waiting <- next
	}
}

type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("a build reads nothing from other machines")
}
