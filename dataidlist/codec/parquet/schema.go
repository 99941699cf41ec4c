package parquet

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/compact"
)

// maxElements bounds the columns and groups of columns in a schema.
const maxElements = 1 << 16

// An element is an entry of a schema: a column, or a group of columns.
type element struct {
	name       string
	children   int // −1 for a column
	physical   format.Type
	repetition format.FieldRepetitionType
	logical    int // number of the logical type, 0 where there is none
	unsigned   bool
}

// Numbers of logical types in the union of the format.
const (
	logicalString  = 1
	logicalEnum    = 4
	logicalInteger = 10
	logicalUnknown = 11
	logicalJSON    = 12
)

// logicalNames has the names of those that no dimension can have.
var logicalNames = map[int]string{2: "MAP", 3: "LIST", 5: "DECIMAL", 6: "DATE", 7: "TIME", 8: "TIMESTAMP", 9: "INTERVAL", 13: "BSON", 14: "UUID", 15: "FLOAT16", 16: "VARIANT", 17: "GEOMETRY", 18: "GEOGRAPHY"}

// convertedTypes has the logical type for each number of the older
// annotation, in which unsigned ints are 11 to 14.
var convertedTypes = [...]int{1, 2, 2, 3, 4, 5, 6, 7, 7, 8, 8, 10, 10, 10, 10, 10, 10, 10, 10, 12, 13, 9}

// A field is what the rows have at the top: a column, or a group of columns
// of which only the number is known.
type field struct {
	name     string
	column   int    // index of its first column among all
	size     int    // bytes of an int value, 0 for byte arrays
	unsigned bool   // int values are unsigned
	optional bool   // values may be null
	unfit    string // why it cannot be a dimension; empty if it can
}

// readElement reads an entry of the schema.
func readElement(r *compact.Reader) element {
	e, converted := element{children: -1, physical: -1}, int64(-1)
	for id, t := range r.Fields() {
		switch id {
		case 1:
			e.physical = format.Type(r.Int(t))
		case 3:
			e.repetition = format.FieldRepetitionType(r.Int(t))
		case 4:
			e.name = string(r.Bytes(t))
		case 5:
			e.children = int(r.Int(t))
		case 6:
			converted = r.Int(t)
		case 10:
			e.readLogical(r, t)
		}
	}
	if e.logical == 0 && converted >= 0 && converted < int64(len(convertedTypes)) {
		e.logical = convertedTypes[converted]
		e.unsigned = converted >= 11 && converted <= 14
	}
	return e
}

func (e *element) readLogical(r *compact.Reader, t compact.Type) {
	if t != compact.Struct {
		r.Skip(t)
		return
	}
	for id := range r.Fields() {
		e.logical = id
		if id != logicalInteger {
			continue
		}
		for member, t := range r.Fields() {
			if member == 2 {
				e.unsigned = !r.Bool(t)
			}
		}
	}
}

// topFields gives the fields at the top of a schema, which is a tree written
// in depth-first order, and the number of its columns.
func topFields(elements []element) (fields []field, columns int, err error) {
	if len(elements) == 0 || elements[0].children < 0 || elements[0].children > len(elements) {
		return nil, 0, errors.New("the schema has no root")
	}
	next := 1
	for range elements[0].children {
		if next >= len(elements) {
			return nil, 0, errors.New("the schema ends too early")
		}
		e := elements[next]
		f := e.field()
		f.column = columns
		fields = append(fields, f)
		for open := 1; open > 0; open-- {
			if next >= len(elements) {
				return nil, 0, errors.New("the schema ends too early")
			}
			if n := elements[next].children; n > 0 {
				open += min(n, len(elements))
			} else if n < 0 {
				columns++
			}
			next++
		}
	}
	if next != len(elements) {
		return nil, 0, errors.New("the schema has entries outside of its root")
	}
	return fields, columns, nil
}

// field tells what a field at the top holds.
func (e *element) field() field {
	f := field{name: e.name, unsigned: e.unsigned, optional: e.repetition == format.Optional}
	switch {
	case e.children >= 0:
		f.unfit = "it is a structure"
	case e.repetition == format.Repeated:
		f.unfit = "it is a list"
	case e.physical == format.Int32 && e.isInt():
		f.size = 4
	case e.physical == format.Int64 && e.isInt():
		f.size = 8
	case e.physical == format.ByteArray && e.isString():
	default:
		f.unfit = "it holds " + e.typeName()
	}
	return f
}

func (e *element) isInt() bool {
	return e.logical == 0 || e.logical == logicalInteger || e.logical == logicalUnknown
}

func (e *element) isString() bool {
	switch e.logical {
	case 0, logicalString, logicalEnum, logicalUnknown, logicalJSON:
		return true
	}
	return false
}

// typeName gives the type as the format calls it.
func (e *element) typeName() string {
	switch {
	case logicalNames[e.logical] != "":
		return logicalNames[e.logical]
	case e.physical < format.Boolean || e.physical > format.FixedLenByteArray:
		return fmt.Sprintf("the unknown type %d", e.physical)
	}
	return e.physical.String()
}
