package yaml

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// dataIDs reads a sequence of DataIds or Butler objects, or of values and
// sequences of values, whose dimensions are told.
func (r *reader) dataIDs(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return yamltree.Errorf(n, "a sequence of DataIds is expected")
	}
	for _, item := range n.Content {
		var err error
		if item.Kind == yaml.MappingNode {
			err = r.object(item)
		} else {
			err = r.tuple(item, r.opts.Dimensions)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// object reads a DataId or a Butler object, a mapping whose member dataId, or
// data_id, is one.
func (r *reader) object(n *yaml.Node) error {
	inner, other := yamltree.Get(n, "dataId"), yamltree.Get(n, "data_id")
	switch {
	case inner != nil && other != nil:
		return yamltree.Errorf(n, "the mapping has both dataId and data_id")
	case inner != nil:
		return r.dataID(inner, nil)
	case other != nil:
		return r.dataID(other, nil)
	}
	return r.dataID(n, nil)
}

// tuple gives the values of the columns, or the value of the only one, to the
// mapper.
func (r *reader) tuple(n *yaml.Node, columns []string) error {
	values := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		values = n.Content
	}
	switch {
	case len(columns) == 0:
		return yamltree.Errorf(n, "%w", table.OptionsError(errors.New("a DataId is a mapping of dimensions to values; a value alone does not say which dimension it is of: name that, as in --dimension visit")))
	case n.Style&yaml.TaggedStyle != 0:
		return yamltree.Errorf(n, "a tag %s", dataidlist.Quote(n.Tag))
	case len(values) != len(columns):
		return yamltree.Errorf(n, "%d values where %d columns are named", len(values), len(columns))
	}
	r.names, r.cells, r.reasons = append(r.names[:0], columns...), r.cells[:0], r.reasons[:0]
	for _, value := range values {
		cell, err := r.cell(value)
		if err != nil {
			return err
		}
		r.cells = append(r.cells, cell)
	}
	return r.row(n.Line + r.shift)
}

// dataID gives a DataId to the mapper. Where only is not nil it names the
// column of each key, and is empty for those that are none.
func (r *reader) dataID(n *yaml.Node, only func(key string) string) error {
	if n.Kind != yaml.MappingNode {
		return yamltree.Errorf(n, "a DataId is a mapping of dimensions to values")
	}
	if n.Style&yaml.TaggedStyle != 0 {
		return yamltree.Errorf(n, "a tag %s", dataidlist.Quote(n.Tag))
	}
	r.names, r.cells, r.reasons = r.names[:0], r.cells[:0], r.reasons[:0]
	for key, value := range yamltree.Pairs(n) {
		name := key.Value
		if only != nil {
			if name = only(name); name == "" {
				continue
			}
		}
		if name == "reasons" && !r.named(name) {
			if err := r.readReasons(value); err != nil {
				return err
			}
			continue
		}
		cell, err := r.cell(value)
		if err != nil {
			return err
		}
		r.names, r.cells = append(r.names, name), append(r.cells, cell)
	}
	return r.row(n.Line + r.shift)
}

// row gives the DataId that was read to the mapper.
func (r *reader) row(line int) error {
	if r.printed {
		takeNone(r.cells)
	}
	if err := r.mapper.Columns(int64(line), r.names); err != nil {
		return err
	}
	return r.mapper.Row(int64(line), r.cells, r.reasons...)
}

// named reports whether an option says what a column of that name is.
func (r *reader) named(name string) bool {
	_, renamed := r.opts.Rename[name]
	return renamed || name == r.opts.ReasonColumn || slices.Contains(r.opts.Ignore, name)
}

// toCell makes a cell of a value. A plain scalar that is no string dimension's
// must be an int; ranges are only for formats that have no types.
func toCell(n *yaml.Node) (table.Cell, error) {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		return table.Cell{}, yamltree.Errorf(n, "a tag %s", dataidlist.Quote(n.Tag))
	case n.Kind == yaml.MappingNode:
		return table.Cell{Kind: table.Other, Bytes: []byte("a mapping")}, nil
	case n.Kind == yaml.SequenceNode:
		return table.Cell{Kind: table.Other, Bytes: []byte("a sequence")}, nil
	case n.Style&quoted != 0, strings.Contains(n.Value, ".."):
		return table.Cell{Kind: table.Str, Bytes: []byte(n.Value)}, nil
	case n.ShortTag() == "!!null":
		return table.Cell{Kind: table.Null}, nil
	}
	return table.Cell{Kind: table.Text, Bytes: []byte(n.Value)}, nil
}

// readReasons reads the member reasons of a DataId: reason objects, or numbers
// of those that the envelope lists.
func (r *reader) readReasons(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return yamltree.Errorf(n, "reasons is not a sequence")
	}
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode {
			reason, err := parseReason(item)
			if err != nil {
				return err
			}
			r.reasons = append(r.reasons, reason)
			continue
		}
		i, err := dataidlist.ParseInt(item.Value)
		if err != nil || item.ShortTag() != "!!int" || i >= int64(len(r.listed)) {
			return yamltree.Errorf(item, "reason %s is not the number of one of the %d that are listed, counted from 0", dataidlist.Quote(item.Value), len(r.listed))
		}
		r.reasons = append(r.reasons, r.listed[i])
	}
	return nil
}

// listReasons reads the reasons that the DataIds refer to; n may be nil.
func (r *reader) listReasons(n *yaml.Node) error {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return yamltree.Errorf(n, "reasons is not a sequence")
	}
	if len(n.Content) > dataidlist.MaxReasons {
		return yamltree.Errorf(n, "%w: more than %d reasons", dataidlist.ErrLimit, dataidlist.MaxReasons)
	}
	for _, item := range n.Content {
		reason, err := parseReason(item)
		if err != nil {
			return err
		}
		r.listed = append(r.listed, reason)
	}
	return nil
}

// parseReason reads a reason object (FORMAT.md 4.0.3).
func parseReason(n *yaml.Node) (dataidlist.Reason, error) {
	var r dataidlist.Reason
	if n.Kind != yaml.MappingNode {
		return r, yamltree.Errorf(n, "a reason is a mapping with text, source, author, time and url")
	}
	var at string
	members := map[string]*string{"text": &r.Text, "source": &r.Source, "author": &r.Author, "time": &at, "url": &r.URL}
	for key, value := range yamltree.Pairs(n) {
		member := members[key.Value]
		if member == nil {
			return r, yamltree.Errorf(key, "a reason has no member %s: it has text, source, author, time and url", dataidlist.Quote(key.Value))
		}
		if err := yamltree.Decode(value, member); err != nil {
			return r, err
		}
	}
	var err error
	if r.Time, err = dataidlist.ParseReasonTime(at); err == nil {
		r, err = r.Normal()
	}
	if err != nil {
		return r, yamltree.Errorf(n, "%w", err)
	}
	return r, nil
}
