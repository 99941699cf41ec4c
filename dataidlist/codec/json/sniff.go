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
		return document{kind: array, wrapped: wrapping(s, 0)}
	}
	if first.Kind != strictjson.ObjectStart {
		return document{kind: lines}
	}
	switch key, err := s.Next(); {
	case err != nil:
	case key.Kind == strictjson.ObjectEnd, allDigits(key.Text):
		return document{kind: golden}
	case slices.Contains(containerMembers, string(key.Text)):
		return document{kind: container}
	case string(key.Text) == "format":
		if text, err := s.ReadString(); err == nil && strings.HasPrefix(string(text), "dataidlist/") {
			return document{kind: envelope}
		}
	}
	doc := document{kind: single, wrapped: wrapping(scan(), 0)}
	if oneLine(scan()) {
		doc.kind = lines
	}
	return doc
}

func allDigits(text []byte) bool { return len(text) > 0 && len(bytes.Trim(text, "0123456789")) == 0 }

// wrapping tells how many members dataId are around the DataId in the next
// value.
func wrapping(s *strictjson.Scanner, outer int) int {
	if kind, err := s.Peek(); err != nil || kind != strictjson.ObjectStart || outer == maxWrapped {
		return outer
	}
	for key, err := range s.Object() {
		if err == nil && string(key) == "dataId" {
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
