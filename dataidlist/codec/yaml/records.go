package yaml

import (
	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// records hands the dimension records of an export to the sink of the options:
// those of the element that is chosen, or of all. A column is a dimension, or
// ELEMENT.FIELD, as the Butler calls the fields of records in expressions.
func (r *reader) records(data *yaml.Node) (*table.Result, error) {
	if err := r.start(); err != nil {
		return nil, err
	}
	found := false
	for _, entry := range data.Content {
		kind, element := entryName(entry)
		if kind != "dimension" || r.opts.Select != "" && element != r.opts.Select {
			continue
		}
		found = true
		if err := r.elementRecords(entry, element, r.fieldsOf(element)); err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, yamltree.Errorf(data, "the export has no such dimension records")
	}
	result, err := r.mapper.Finish("yaml")
	if err == nil {
		result.Selected = r.opts.Select != ""
	}
	return result, err
}

// elementRecords reads the records of one entry, whose columns are what column
// makes of their keys.
func (r *reader) elementRecords(entry *yaml.Node, element string, column func(key string) string) error {
	records := yamltree.Get(entry, "records")
	if records == nil || records.Kind != yaml.SequenceNode {
		return yamltree.Errorf(entry, "the entry of %s has no sequence records", dataidlist.Quote(element))
	}
	for _, record := range records.Content {
		if err := r.dataID(record, column); err != nil {
			return err
		}
	}
	return nil
}

// fieldsOf gives the column of each key in the records of an element.
func (r *reader) fieldsOf(element string) func(key string) string {
	u := r.universe()
	own := ownKey(u, element)
	return func(key string) string {
		_, dimension := u.Dimension(key)
		switch {
		case own != "" && key == own:
			return element
		case dimension:
			return key
		}
		return element + "." + key
	}
}

// cell makes a cell of a value. Records have values with tags, such as times
// and regions, which no sink has a use for.
func (r *reader) cell(n *yaml.Node) (table.Cell, error) {
	if r.opts.Sink != nil && n.Style&yaml.TaggedStyle != 0 {
		return table.Cell{Kind: table.Other, Bytes: []byte("a tag " + dataidlist.Quote(n.Tag))}, nil
	}
	return toCell(n)
}
