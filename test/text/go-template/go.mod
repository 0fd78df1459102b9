module lang-observatory.dev/go-template

go 1.26
