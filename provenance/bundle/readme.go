package bundle

import (
	_ "embed"
	"strings"
)

//go:embed readme.md
var readmeText string

// readme returns the page that tells how to check a bundle by hand. What is between the marks is for signed ones.
func readme(signed bool) []byte {
	const from, to = "<!-- signed -->\n", "<!-- end -->\n"
	text := readmeText
	for {
		before, rest, found := strings.Cut(text, from)
		if !found {
			return []byte(text)
		}
		part, after, _ := strings.Cut(rest, to)
		if !signed {
			part = ""
		}
		text = before + part + after
	}
}
