package grl

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// start is what a document begins with, as ATLAS writes it.
const start = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE LumiRangeCollection SYSTEM "http://atlas-runquery.cern.ch/LumiRangeCollection.dtd">
<LumiRangeCollection>
`

// Write writes a list with two int dimensions: runs and their blocks. The title
// is its Name, and the metadata of the query that gave the list are its
// Metadata. It returns an error that wraps [dataidlist.ErrGroup] if the list
// has another number of int dimensions or several tuples of string values,
// which a reader is told.
func Write(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	if err := table.CheckInts(l, 2, "a good runs list"); err != nil {
		return err
	}
	out := &writer{w: bufio.NewWriterSize(w, 64<<10)}
	out.text(start)
	out.text("  <NamedLumiRange>\n")
	out.element("    <Name>", l.Info().Title, "</Name>\n")
	metadata := metadataOf(l)
	if version, ok := metadata[tagVersion]; ok {
		out.element("    <Version>", version, "</Version>\n")
		delete(metadata, tagVersion)
	}
	for _, name := range slices.Sorted(maps.Keys(metadata)) {
		out.element(`    <Metadata Name="`, name, `">`)
		out.element("", metadata[name], "</Metadata>\n")
	}
	outer := int64(-1)
	for run := range l.Runs() {
		if run.Ints[0] != outer {
			if outer >= 0 {
				out.text("    </LumiBlockCollection>\n")
			}
			outer = run.Ints[0]
			out.text(fmt.Sprintf("    <LumiBlockCollection>\n      <Run>%d</Run>\n", outer))
		}
		out.text(fmt.Sprintf("      <LBRange Start=\"%d\" End=\"%d\"/>\n", run.Ints[1], run.Ints[1]+(run.Len-1)))
		if out.err != nil {
			return out.err
		}
	}
	if outer >= 0 {
		out.text("    </LumiBlockCollection>\n")
	}
	out.text("  </NamedLumiRange>\n</LumiRangeCollection>\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

// metadataOf gives the metadata of the query that gave a list. What was made of
// that list, and is another one, does not have them.
func metadataOf(l *dataidlist.List) map[string]string {
	d := l.Info().Derivation
	for d != nil && d.Operation != Query {
		if len(d.Inputs) != 1 || d.Inputs[0].Digest != l.Digest() {
			return nil
		}
		d = d.Inputs[0].Derivation
	}
	if d == nil {
		return nil
	}
	return d.Parameters
}

// A writer keeps the first error.
type writer struct {
	w   *bufio.Writer
	err error
}

func (w *writer) text(s string) {
	if w.err == nil {
		_, w.err = w.w.WriteString(s)
	}
}

// element writes a text, escaped, between two tags.
func (w *writer) element(before, text, behind string) {
	w.text(before)
	if w.err == nil {
		w.err = xml.EscapeText(w.w, []byte(text))
	}
	w.text(behind)
}
