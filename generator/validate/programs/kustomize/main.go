// Builds kustomizations as `kustomize build` does, with nothing but the regular files of one repository: what a kustomization
// names on another machine, behind a symbolic link or outside of the repository is not there, and no command is ever started.
//
// It is given the repository's folder, reads requests from standard input and answers them on standard output, in their order,
// a line of JSON each: {"folder": "clusters/eu/grafana"} and {"text": "…"} or {"error": "…"}. It ends when its input does.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type request struct {
	Folder string `json:"folder"`
}

type answer struct {
	Text  string `json:"text"`
	Error string `json:"error,omitempty"`
}

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
	// A build leaves much behind and holds little: a quarter of the time went into collecting garbage.
	debug.SetGCPercent(400)
	answers := json.NewEncoder(os.Stdout)
	answers.SetEscapeHTML(false)
	// Whatever a library prints is no answer.
	os.Stdout = os.Stderr
	for next := range requests(os.Stdin) {
		if err := answers.Encode(build(repository, next.Folder)); err != nil {
			return err
		}
	}
	return nil
}

// requests ends the program with its input, even in the middle of a build: nobody waits for the answer then.
func requests(input io.Reader) <-chan request {
	found := make(chan request)
	go func() {
		decoder := json.NewDecoder(input)
		for {
			var next request
			err := decoder.Decode(&next)
			if errors.Is(err, io.EOF) {
				os.Exit(0)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, "no request:", err)
				os.Exit(1)
			}
			found <- next
		}
	}()
	return found
}

func build(repository *repository, folder string) (result answer) {
	defer func() {
		// Kustomize panics at some mistakes, such as an OpenAPI file that is none, and our own limit ends it so.
		if problem := recover(); problem != nil {
			result = answer{Error: fmt.Sprint(problem)}
		}
		forgetSchema()
	}()
	repository.reads = 0
	options := krusty.MakeDefaultOptions()
	// What the command says when nobody says --reorder.
	options.Reorder = krusty.ReorderOptionUnspecified
	objects, err := krusty.MakeKustomizer(options).Run(repository, filepath.Join(repository.path, folder))
	if err != nil {
		return answer{Error: err.Error()}
	}
	text, err := objects.AsYaml()
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Text: string(text)}
}

var defaultSchema = openapi.GetSchemaVersion()

// forgetSchema lets no build see what an earlier one has said in `openapi`, which Kustomize keeps for the life of the process.
func forgetSchema() {
	if openapi.GetSchemaVersion() != defaultSchema {
		openapi.ResetOpenAPI()
	}
}

type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("a build reads nothing from other machines")
}
