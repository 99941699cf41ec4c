package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

var (
	startPattern = regexp.MustCompile(`^(- |-$|---|%YAML |("[^"]*"|[A-Za-z_][\w -]*):( |$))`)
	// bracePattern is that of a mapping which is no JSON.
	bracePattern = regexp.MustCompile(`^\[?[ \t]*\{[ \t]*('[^']*'|[A-Za-z_]\w*)[ \t]*:([ \t]|$)`)
)

// Detect reports whether the input begins with a block sequence, a block
// mapping, a mark of YAML, or a mapping in braces whose first key is not in
// double quotes. What begins as JSON does is left to JSON.
func Detect(head []byte) bool {
	bracket := false // the line before was an opening one
	for line := range bytes.Lines(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		line = bytes.TrimRight(line, " \t\r\n")
		switch {
		case len(line) == 0 || line[0] == '#':
		case bracket || string(line) != "[":
			return !bracket && startPattern.Match(line) || bracePattern.Match(bytes.TrimLeft(line, " \t"))
		default:
			bracket = true
		}
	}
	return false
}

// Read reads a list.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	r := &reader{file: src.Name, opts: *opts.OrZero(), text: window{r: whole.Reader(src), line: 1}}
	result, err := r.list()
	if err != nil {
		return nil, r.fail(err)
	}
	return result, nil
}

// A reader reads one document.
type reader struct {
	file   string
	opts   table.ReadOptions
	text   window
	mapper *table.Mapper
	shift  int                 // lines before the tree that is being read
	listed []dataidlist.Reason // of the envelope, by number

	printed bool // by Python, and not written as YAML

	// Of the DataId that is being read.
	names   []string
	cells   []table.Cell
	reasons []dataidlist.Reason
}

// fail puts the place to an error that has none.
func (r *reader) fail(err error) error {
	var placed *dataidlist.InputError
	if errors.As(err, &placed) {
		return err
	}
	placed = &dataidlist.InputError{File: r.file, Err: err}
	var at *yamltree.Error
	if errors.As(err, &at) {
		placed.Err = at.Err
		if at.Line > 0 {
			placed.Row = int64(at.Line + r.shift)
		}
	}
	return placed
}

// document reads the document by what it is.
func (r *reader) document(root *yaml.Node) (*table.Result, error) {
	if data := yamltree.Get(root, "data"); data != nil && data.Kind == yaml.SequenceNode {
		return r.export(root, data)
	}
	if err := r.refuseSelect(); err != nil {
		return nil, err
	}
	switch {
	case root == nil:
		return r.sequence(func() error { return nil })
	case root.Kind == yaml.SequenceNode:
		return r.sequence(func() error { return r.dataIDs(root) })
	case yamltree.Get(root, "dataIds") != nil:
		return r.envelope(root, func() error { return r.members(root) })
	case yamltree.Get(root, "format") != nil:
		return nil, yamltree.Errorf(root, "the mapping has no dataIds")
	case root.Kind == yaml.MappingNode && len(root.Content) == 2 && root.Content[1].Kind == yaml.SequenceNode:
		return r.sequence(func() error { return r.column(root.Content[0].Value, root.Content[1]) })
	}
	if query := findQuery(root); query != nil {
		return nil, yamltree.Errorf(query, "a dataQuery says which DataIds are meant but does not list them: let the Butler list them, and read that")
	}
	if r.isDataID(root) {
		return r.sequence(func() error { return r.object(root) })
	}
	return nil, yamltree.Errorf(root, "no list: a sequence of DataIds, a mapping with dataIds or an export of the Butler is expected")
}

// isDataID reports whether a mapping alone is a DataId or a Butler object: it has a
// member that is a dimension or has one.
func (r *reader) isDataID(n *yaml.Node) bool {
	for key := range yamltree.Pairs(n) {
		_, dimension := r.universe().Dimension(key.Value)
		if dimension || r.named(key.Value) || key.Value == "dataId" || key.Value == "data_id" {
			return true
		}
	}
	return false
}

// column reads a sequence of values that has a name.
func (r *reader) column(name string, values *yaml.Node) error {
	columns := []string{r.mapper.OnlyColumn(name)}
	if err := r.mapper.Columns(int64(values.Line), columns); err != nil {
		return err
	}
	for _, value := range values.Content {
		if err := r.tuple(value, columns); err != nil {
			return err
		}
	}
	return nil
}

// findQuery finds the expression of a BPS submission.
func findQuery(n *yaml.Node) *yaml.Node {
	for key, value := range yamltree.Pairs(n) {
		if key.Value == "dataQuery" {
			return key
		}
		if query := findQuery(value); query != nil {
			return query
		}
	}
	return nil
}

// start makes the mapper, once the universe is known.
func (r *reader) start() (err error) {
	r.mapper, err = table.NewMapper(r.file, &r.opts)
	return err
}

// refuseSelect refuses a choice where there is none.
func (r *reader) refuseSelect() error {
	if r.opts.Select == "" {
		return nil
	}
	return table.OptionsError(fmt.Errorf("--select %s: the input is no export of the Butler, which has dataset types and dimension elements", r.opts.Select))
}

// sequence reads DataIds that stand alone.
func (r *reader) sequence(read func() error) (*table.Result, error) {
	if err := r.start(); err != nil {
		return nil, err
	}
	if err := read(); err != nil {
		return nil, err
	}
	return r.mapper.Finish("yaml")
}

// envelope reads the mapping with dataIds, whose members besides it are in
// head.
func (r *reader) envelope(head *yaml.Node, read func() error) (*table.Result, error) {
	header, err := yamltree.ParseHeader(head)
	if err != nil {
		return nil, err
	}
	if err := r.listReasons(yamltree.Get(head, "reasons")); err != nil {
		return nil, err
	}
	if err := r.startEnvelope(header); err != nil {
		return nil, err
	}
	if err := read(); err != nil {
		return nil, err
	}
	result, err := r.mapper.Finish("yaml")
	if err != nil || r.mapper.Altered() {
		return result, err
	}
	claims := listheader.Claims{Hints: r.opts.IgnoreHeader}
	return result, claims.Settle(result, &header.Header)
}

// members reads the DataIds of a mapping that has some, and looks at what
// follows them.
func (r *reader) members(root *yaml.Node) error {
	var ids *yaml.Node
	for key, value := range yamltree.Pairs(root) {
		if ids != nil && (key.Value == "reasons" || yamltree.IsMember(key.Value)) {
			return yamltree.Errorf(key, "%s comes after dataIds, which is the last member", key.Value)
		}
		if key.Value == "dataIds" {
			ids = value
		}
	}
	return r.dataIDs(ids)
}

// startEnvelope makes the mapper. The dimensions of the header are told to it
// as columns, so that options change them as they change the members of the
// DataIds.
func (r *reader) startEnvelope(h *yamltree.Header) error {
	if !h.NamesGroup() {
		return r.start()
	}
	g, err := h.Group(r.opts.Universe)
	if err != nil {
		return err
	}
	r.opts.Universe = g.Universe()
	if err := r.start(); err != nil {
		return err
	}
	return r.mapper.Columns(0, g.Dimensions())
}
