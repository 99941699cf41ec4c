package bundle

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/skycampaign/skycampaign/provenance"
)

// A manifestLine is a file and its SHA-256.
type manifestLine struct {
	name   string
	digest provenance.Digest
}

var lineText = regexp.MustCompile(`^([0-9a-f]{64})  (.*)$`)

// formatManifest is the manifest as sha256sum writes it, in the order of the files.
func formatManifest(lines []manifestLine) []byte {
	var b bytes.Buffer
	for _, l := range lines {
		fmt.Fprintf(&b, "%s  %s\n", l.digest.Hex(), l.name)
	}
	return b.Bytes()
}

// parseManifest reads the lines that are as formatManifest writes them. Whether all are is for Check to see.
func parseManifest(text []byte) []manifestLine {
	lines := []manifestLine{}
	for line := range bytes.Lines(text) {
		found := lineText.FindSubmatch(bytes.TrimSuffix(line, []byte("\n")))
		if found == nil || !validName(string(found[2])) {
			continue
		}
		d, err := provenance.ParseDigest("sha256:" + string(found[1]))
		name := string(found[2])
		if err != nil || len(lines) > 0 && name <= lines[len(lines)-1].name {
			continue
		}
		lines = append(lines, manifestLine{name, d})
	}
	return lines
}
