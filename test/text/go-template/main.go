// Renders texts as Go templates, as Argo CD does with every string of an ApplicationSet and Alertmanager with those of a message:
// reads a JSON list of texts, and writes for each what becomes of it, or null where it is no template or asks for what there is not.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
	"text/template"
)

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	rendered := make([]*string, len(texts))
	for index, text := range texts {
		rendered[index] = render(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(rendered); err != nil {
		log.Fatal(err)
	}
}

// The option is the one of our ApplicationSets (argoproj/argo-cd:applicationset/utils/utils.go, Replace).
func render(text string) *string {
	parsed, err := template.New("").Option("missingkey=error").Parse(text)
	if err != nil {
		return nil
	}
	var rendered strings.Builder
	if err := parsed.Execute(&rendered, map[string]any{"cluster": "eu-1"}); err != nil {
		return nil
	}
	result := rendered.String()
	return &result
}
