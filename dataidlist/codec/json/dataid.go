package json

import (
	"bytes"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxText bounds the strings of one DataId, among which are those that the
// user wants ignored.
const maxText = 8 << 20

// dataID reads a DataId object, or a Butler object around one. Of the members
// of Butler objects those that say nothing about the DataId are passed over;
// all others are columns, as those of the DataId are.
func (r *reader) dataID(wrapped int) error {
	found := wrapped == 0
	for key, err := range r.scanner.Object() {
		switch {
		case err != nil:
		case wrapped > 0 && isDataID(string(key)):
			if found {
				return r.fail("", r.scanner.Errorf("the object has both dataId and data_id"))
			}
			found = true
			err = r.dataID(wrapped - 1)
		case wrapped > 0 && string(key) == "datasetType":
			err = r.datasetType()
		case wrapped > 0 && r.passesOver(string(key)):
		case r.exact && string(key) == "reasons":
			err = r.readReasons()
		case r.counted && string(key) == indexName:
			err = r.checkIndex(r.row - 1)
		default:
			r.name(key)
			err = r.value()
		}
		if err != nil {
			return r.fail("", err)
		}
	}
	if !found {
		return r.fail("", r.scanner.Errorf("the object has no member dataId, unlike the first one: a file has either DataIds or Butler objects"))
	}
	return nil
}

// isDataID reports whether a member of a Butler object has the DataId: exports and
// reports of pipelines call it data_id.
func isDataID(name string) bool { return name == "dataId" || name == "data_id" }

// passesOver reports whether a member of a Butler object is not a column: the
// loop over the members skips its value.
func (r *reader) passesOver(name string) bool {
	switch name {
	case "id", "run", "component", "records":
		return !r.named(name)
	}
	return false
}

// name takes the name of the member that comes next.
func (r *reader) name(key []byte) {
	switch i := len(r.cells); {
	case i == len(r.names):
		r.names = append(r.names, r.intern(key))
	case r.names[i] != string(key):
		r.names[i] = r.intern(key)
	}
}

// value takes the value of the member that was named last. What an object or
// array holds is left to the loop over the members, which skips it.
func (r *reader) value() error {
	t, err := r.scanner.Next()
	if err != nil {
		return r.fail(r.names[len(r.cells)], err)
	}
	var c table.Cell
	switch t.Kind {
	case strictjson.String:
		if len(r.text)+len(t.Text) > maxText {
			return fmt.Errorf("%w: the strings of a DataId are longer than %d bytes", dataidlist.ErrLimit, maxText)
		}
		start := len(r.text)
		r.text = append(r.text, t.Text...)
		c = table.Cell{Kind: table.Str, Bytes: r.text[start:]}
	case strictjson.Number:
		if n, err := t.Int64(); err == nil {
			c = table.Cell{Kind: table.Int, Int: n}
		} else {
			c = table.Cell{Kind: table.Other, Bytes: describe(t.Text)}
		}
	case strictjson.Null:
		c = table.Cell{Kind: table.Null}
	default:
		c = table.Cell{Kind: table.Other, Bytes: []byte(t.Kind.String())}
	}
	r.cells = append(r.cells, c)
	r.offsets = append(r.offsets, t.Offset)
	return nil
}

// describe says what a number is that is not an int64 from 0.
func describe(number []byte) []byte {
	const most = 40
	text, cut := number, ""
	if len(text) > most {
		text, cut = text[:most], "…"
	}
	format := "the number %s%s above 9223372036854775807"
	switch {
	case bytes.ContainsAny(number, "eE"):
		format = "the number %s%s with an exponent"
	case bytes.IndexByte(number, '.') >= 0:
		format = "the fraction %s%s"
	case number[0] == '-':
		format = "the negative number %s%s"
	}
	return fmt.Appendf(nil, format, text, cut)
}
