package campaign

import "fmt"

// A Table is what stores keep rows in, for screens and searches. Rows can always be made again from the events.
type Table struct {
	Name    string
	Columns []Column // the first is the stream whose record the row belongs to
	Key     int      // how many of the first columns tell rows apart
	Bulk    bool     // rows are written by Writer.Bulk and not with the record
}

// A Column is of text or of whole numbers. Times are text in provenance.TimeFormat, which sorts; no value is an empty text.
type Column struct {
	Name   string
	Number bool
}

// A Row has a value for each column of a table: a string or an int64.
type Row struct {
	Table  string
	Values []any
}

// Tables returns all tables.
func Tables() []Table {
	text := func(names ...string) []Column {
		var columns []Column
		for _, n := range names {
			columns = append(columns, Column{Name: n})
		}
		return columns
	}
	number := func(name string) Column { return Column{Name: name, Number: true} }
	return []Table{
		{Name: "productions", Key: 1, Columns: append(text("id", "name", "created"), number("number"))},
		{Name: "campaigns", Key: 1, Columns: append(text("id", "name", "definer", "operator", "status", "start", "end", "production",
			"ticket", "collection", "parent", "tags", "links", "created", "updated", "spec_digest", "description", "reason"), number("number"), number("revision"))},
		{Name: "campaign_tags", Key: 2, Columns: text("id", "tag")},
		{Name: "workflows", Key: 2, Columns: append(text("id", "workflow", "status", "operator", "start", "end"), number("position"), number("attempt"))},
		// What sealed revisions and the definition as it is now refer to. Revision 0 is the latter before it is sealed.
		{Name: "list_refs", Key: 3, Columns: []Column{{Name: "id"}, {Name: "revision", Number: true}, {Name: "position", Number: true},
			{Name: "role"}, {Name: "name"}, {Name: "digest"}, {Name: "full_digest"}, {Name: "object"}, {Name: "count", Number: true}, {Name: "reason"}}},
		{Name: "selections", Key: 3, Columns: []Column{{Name: "id"}, {Name: "revision", Number: true}, {Name: "position", Number: true},
			{Name: "digest"}, {Name: "object"}, {Name: "count", Number: true}}},
		// Objects that the record refers to, of any kind: none of them may be deleted.
		{Name: "object_refs", Key: 2, Columns: text("id", "object")},
		{Name: "schedules", Key: 1, Columns: text("id", "name", "zone")},
		{Name: "queries", Key: 1, Columns: append(text("id", "name", "owner"), number("shared"))},
		{Name: "jobs", Key: 4, Bulk: true, Columns: append(append(text("id", "workflow"), number("attempt")),
			append(text("job", "status", "site", "start", "end"), number("exit_code"), number("tasks"))...)},
		{Name: "tasks", Key: 5, Bulk: true, Columns: append(append(text("id", "workflow"), number("attempt")),
			append(text("job"), number("position"), Column{Name: "task"}, Column{Name: "dataid"}, Column{Name: "status"}, number("milliseconds"))...)},
	}
}

// Text returns a value that is text; a number gives its digits.
func (r Row) Text(i int) string { return fmt.Sprint(r.Values[i]) }

// Number returns a value that is a number, or 0.
func (r Row) Number(i int) int64 {
	n, _ := r.Values[i].(int64)
	return n
}
