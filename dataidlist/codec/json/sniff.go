package json

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// A kind is what a document as a whole is.
type kind uint8

const (
	lines     kind = iota // any number of objects, each on its line
	single                // an object on several lines
	array                 // an array of objects
	envelope              // the list header and the DataIds
	container             // DatasetRefs as the Butler packs them
	golden                // a map of ranges
	tuples                // an array of arrays, or of values
	indexed               // an object with an object for each row
	columnar              // an object with an object or array for each column
	splitted              // an object with the names of columns and the rows
)

// A document is what the head of an input shows of it.
type document struct {
	kind kind
	// wrapped is how many members dataId are around each DataId: 0 for a plain
	// one, 1 in a DataCoordinate of the Butler, 2 in a DatasetRef.
	wrapped int
}

// maxWrapped is that of a DatasetRef.
const maxWrapped = 2

// containerMembers are the names of the members of the Butler's containers.
var containerMembers = []string{
	"index_version", "refs", "artifact_map",
	"container_version", "universe_version", "universe_namespace", "dataset_types", "compact_refs", "dimension_records",
}

// sniff finds out what a document is. Where the head is not what it should be,
// any kind will do: reading says what is wrong.
func sniff(head []byte) document {
	scan := func() *strictjson.Scanner { return strictjson.New(bytes.NewReader(head), strictjson.Options{}) }
	s := scan()
	first, err := s.Next()
	if err != nil {
		return document{kind: lines}
	}
	if first.Kind == strictjson.ArrayStart {
		switch kind, _ := s.Peek(); kind {
		case strictjson.ArrayStart, strictjson.Number, strictjson.String:
			return document{kind: tuples}
		}
		return document{kind: array, wrapped: wrapping(s, 0)}
	}
	if first.Kind != strictjson.ObjectStart {
		return document{kind: lines}
	}
	switch key, err := s.Next(); {
	case err != nil:
	case key.Kind == strictjson.ObjectEnd:
		return document{kind: golden}
	case allDigits(key.Text):
		if kind, _ := s.Peek(); kind == strictjson.ObjectStart {
			return document{kind: indexed}
		}
		return document{kind: golden}
	case slices.Contains(containerMembers, string(key.Text)):
		return document{kind: container}
	case string(key.Text) == "format":
		if text, err := s.ReadString(); err == nil && strings.HasPrefix(string(text), "dataidlist/") {
			return document{kind: envelope}
		}
	}
	if kind, ok := shape(scan()); ok {
		return document{kind: kind}
	}
	doc := document{kind: single, wrapped: wrapping(scan(), 0)}
	if oneLine(scan()) {
		doc.kind = lines
	}
	return doc
}

// shape tells whether an object is a table: it names columns and has rows, or all
// its members are arrays or objects of values.
func shape(s *strictjson.Scanner) (kind, bool) {
	named, rows, cut, values, others := false, false, false, 0, false
	for key, err := range s.Object() {
		name := string(key)
		member, _ := s.Peek()
		switch {
		case err != nil:
			cut = true // by the end of the head, or it is no JSON at all
		case isDataID(name), name == "datasetType", name == "records":
			return 0, false
		case namesColumns(name, member):
			named = true
			values++
		case hasRows(name, member):
			rows = true
			values++
		case ofValues(s, member):
			values++
		default:
			others = true
		}
	}
	switch {
	case named && (rows || cut):
		return splitted, true
	case values > 0 && !others:
		return columnar, true
	}
	return 0, false
}

// ofValues reports whether what comes next is an array or object which begins
// with a value that is neither.
func ofValues(s *strictjson.Scanner, kind strictjson.Kind) bool {
	if kind != strictjson.ArrayStart && kind != strictjson.ObjectStart {
		return false
	}
	if t, err := s.Next(); err == nil && t.Kind == strictjson.ObjectStart {
		_, _ = s.Next() // the key of the value
	}
	next, _ := s.Peek()
	return next != strictjson.ArrayStart && next != strictjson.ObjectStart
}

func allDigits(text []byte) bool { return len(text) > 0 && len(bytes.Trim(text, "0123456789")) == 0 }

// wrapping tells how many members dataId are around the DataId in the next
// value.
func wrapping(s *strictjson.Scanner, outer int) int {
	if kind, err := s.Peek(); err != nil || kind != strictjson.ObjectStart || outer == maxWrapped {
		return outer
	}
	for key, err := range s.Object() {
		if err == nil && isDataID(string(key)) {
			if kind, err := s.Peek(); err == nil && kind == strictjson.ObjectStart {
				return wrapping(s, outer+1)
			}
		}
	}
	return outer
}

// oneLine reports whether the first value, as far as it is there, is on one
// line.
func oneLine(s *strictjson.Scanner) bool {
	if _, err := s.Next(); err != nil {
		return true
	}
	line := s.Line()
	for depth := 1; depth > 0; {
		t, err := s.Next()
		var e *strictjson.Error
		switch {
		case errors.As(err, &e):
			return e.Line == line
		case t.Kind == strictjson.ObjectStart, t.Kind == strictjson.ArrayStart:
			depth++
		case t.Kind == strictjson.ObjectEnd, t.Kind == strictjson.ArrayEnd:
			depth--
		}
	}
	return s.Line() == line
}
