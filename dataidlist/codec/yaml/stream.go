package yaml

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A sequence says where in a document the items of a list are.
type sequence struct {
	head   int    // where the line dataIds is, before which the header is
	at     int    // where the first item is
	indent int    // of the items
	key    string // the line that makes them a document when it is put before them
}

// findSequence looks for a block sequence of DataIds, which is the document or
// is behind a line dataIds. It takes nothing of the text.
func (w *window) findSequence() (s sequence, ok bool) {
	marked, content := false, false
	for from := 0; ; {
		end := w.lineEnd(from)
		line := w.text()[from:end]
		trimmed := bytes.TrimRight(line, " \t\r\n")
		switch {
		case end == from:
			return s, false
		case isEmpty(line):
		case beginsItem(line, indentOf(line)) && (s.key != "" || !content):
			s.at, s.indent = from, indentOf(line)
			return s, true
		case s.key != "":
			return s, false
		case string(trimmed) == `dataIds:` || string(trimmed) == `"dataIds":` || string(trimmed) == `'dataIds':`:
			s.key, s.head = "dataIds:\n", from
		case string(trimmed) == "---" && !marked && !content:
			marked = true
		default:
			content = true
		}
		from = end
	}
}

// list reads the document: item by item where it is a block sequence, line by
// line where each line is a DataId, and otherwise as one tree.
func (r *reader) list() (*table.Result, error) {
	r.text.skipMark()
	if r.text.findLines() {
		if err := r.refuseSelect(); err != nil {
			return nil, err
		}
		return r.sequence(r.lines)
	}
	s, ok := r.text.findSequence()
	if !ok {
		return r.whole(nil)
	}
	if err := r.refuseSelect(); err != nil {
		return nil, err
	}
	if s.key == "" {
		return r.sequence(func() error { return r.items(s) })
	}
	head, err := yamltree.Parse(slices.Concat(r.text.text()[:s.head], []byte(s.key)))
	if err != nil || head.Kind != yaml.MappingNode || yamltree.Get(head, "data") != nil || yamltree.HasAnchor(head) {
		return r.whole(err)
	}
	return r.envelope(head, func() error { return r.items(s) })
}

// whole reads the rest of the input as one tree. If it is none, the error is
// the one that made this necessary, which knows its place better.
func (r *reader) whole(cause error) (*table.Result, error) {
	root, err := r.tree("", cause)
	if err != nil {
		return nil, err
	}
	return r.document(root)
}

// tree parses the rest of the input behind a line that goes before it.
func (r *reader) tree(before string, cause error) (*yaml.Node, error) {
	text, err := r.text.all()
	var root *yaml.Node
	if err == nil {
		root, err = yamltree.Parse(append([]byte(before), text...))
	}
	if err != nil && cause != nil {
		return nil, cause
	}
	return root, err
}

// items reads the items of a sequence and what follows it. An item that is not
// plain becomes a tree. One that is none by itself, as text in quotes may go on
// in lines that look like items, or that something else follows, or that has an
// anchor, to which later ones may refer, is read together with the rest of the
// input.
func (r *reader) items(s sequence) error {
	w := &r.text
	w.take(s.at)
	for len(w.text()) > 0 || w.more() {
		r.shift = w.line - 1 - strings.Count(s.key, "\n")
		end, regular := w.item(s.indent)
		if !regular {
			return r.rest(s, nil)
		}
		item := w.text()[:end]
		if r.plain(item, s.indent) {
			if err := r.row(w.line); err != nil {
				return err
			}
		} else {
			root, err := yamltree.Parse(append([]byte(s.key), item...))
			if err != nil || !s.isAll(root) || yamltree.HasAnchor(root) {
				return r.rest(s, r.atItem(err))
			}
			if err := r.content(s, root); err != nil {
				return err
			}
		}
		w.take(end)
	}
	return w.failed()
}

// isAll reports whether a tree has nothing but items.
func (s sequence) isAll(root *yaml.Node) bool {
	if s.key == "" {
		return root.Kind == yaml.SequenceNode
	}
	return root.Kind == yaml.MappingNode && len(root.Content) == 2
}

// content reads the items in a tree.
func (r *reader) content(s sequence, root *yaml.Node) error {
	if s.key == "" {
		return r.dataIDs(root)
	}
	return r.members(root)
}

// atItem gives an error that has no line that of the item.
func (r *reader) atItem(err error) error {
	var at *yamltree.Error
	if errors.As(err, &at) && at.Line == 0 {
		at.Line = r.text.line - r.shift
	}
	return err
}

// rest reads the items that are left and what follows them as one tree.
func (r *reader) rest(s sequence, cause error) error {
	root, err := r.tree(s.key, cause)
	if err != nil {
		return err
	}
	return r.content(s, root)
}
