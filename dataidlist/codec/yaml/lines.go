package yaml

import (
	"bytes"
	"errors"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// skipMark takes a byte order mark.
func (w *window) skipMark() {
	if first := w.lineEnd(0); bytes.HasPrefix(w.text()[:first], []byte("\ufeff")) {
		w.take(len("\ufeff"))
	}
}

// content gives the first line from a place on that is not empty, without spaces
// around it, and its end. It is nil at the end of the input.
func (w *window) content(from int) (line []byte, end int) {
	for ; ; from = end {
		end = w.lineEnd(from)
		if line = w.text()[from:end]; !isEmpty(line) {
			return bytes.TrimSpace(line), end
		}
		if end == from {
			return nil, end
		}
	}
}

// findLines reports whether the text is DataIds in braces, one a line: there is
// a comma or another one behind the first.
func (w *window) findLines() bool {
	line, end := w.content(0)
	if !bytes.HasPrefix(line, []byte("{")) {
		return false
	}
	if bytes.HasSuffix(line, []byte("},")) {
		return true
	}
	if !bytes.HasSuffix(line, []byte("}")) {
		return false
	}
	next, _ := w.content(end)
	return bytes.HasPrefix(next, []byte("{"))
}

// lines reads DataIds as the Butler prints them, one a line.
func (r *reader) lines() error {
	r.printed = true
	w := &r.text
	for {
		end := w.lineEnd(0)
		if err := w.failed(); err != nil {
			return err
		}
		if end == 0 {
			return nil
		}
		r.shift = w.line - 1
		if line := w.text()[:end]; !isEmpty(line) {
			if err := r.braces(bytes.TrimSpace(line)); err != nil {
				return r.atItem(err)
			}
		}
		w.take(end)
	}
}

// braces reads a DataId in braces, which a comma may follow.
func (r *reader) braces(text []byte) error {
	text = bytes.TrimRight(bytes.TrimSuffix(text, []byte(",")), " \t")
	fail := func(message string) error { return &yamltree.Error{Err: errors.New(message)} }
	switch {
	case !bytes.HasPrefix(text, []byte("{")), !bytes.HasSuffix(text, []byte("}")):
		return fail("a DataId in braces is expected in each line, as in {instrument: HSC, visit: 318}")
	case bytes.IndexByte(text, '\\') >= 0 && bytes.IndexByte(text, '\'') >= 0:
		return fail("a backslash in a line with single quotes, which Python and YAML take for different things: write its texts in double quotes")
	}
	p := plainItem{reader: r, text: text}
	r.cells, r.reasons = r.cells[:0], r.reasons[:0]
	if p.members(0) {
		r.names = r.names[:len(r.cells)]
		if !p.renamed || !p.repeats() {
			return r.row(r.text.line)
		}
	}
	root, err := yamltree.Parse(text)
	if err != nil {
		return err
	}
	if root.Kind != yaml.MappingNode {
		return fail("a DataId in braces is expected in each line, as in {instrument: HSC, visit: 318}")
	}
	return r.object(root)
}

// takeNone makes nulls of what Python prints for them.
func takeNone(cells []table.Cell) {
	for i, c := range cells {
		if c.Kind == table.Text && string(c.Bytes) == "None" {
			cells[i] = table.Cell{Kind: table.Null}
		}
	}
}
