package json

import (
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// maxColumns is the largest number of columns of a table, as of CSV.
const maxColumns = 4096

// A split is a table whose columns are named in one member of an object and
// whose rows are in another one, as pandas, and services that answer queries,
// write them.
type split struct {
	columns []string // nil if they are not named yet
	index   *column  // nil unless it is a column
	indexes int64    // values of the index; −1 if there is none
	rows    int64    // −1 if they have not been read
}

// split reads such a table.
func (r *reader) split() error {
	if err := r.startMapper(); err != nil {
		return err
	}
	s := split{indexes: -1, rows: -1}
	for key, err := range r.scanner.Object() {
		if err == nil {
			err = r.splitMember(&s, string(key))
		}
		if err != nil {
			return r.fail("", err)
		}
	}
	if s.rows < 0 {
		return r.fail("", r.scanner.Errorf("the table has columns and no data"))
	}
	if s.indexes >= 0 && s.indexes != s.rows {
		return r.fail("", r.scanner.Errorf("the table has %d rows, and %d values in its index", s.rows, s.indexes))
	}
	return r.end()
}

// splitMember reads a member of the object. Those that are known to say nothing
// of the rows are left to the loop over the members, which skips them; others
// might say that there are more rows elsewhere.
func (r *reader) splitMember(s *split, name string) error {
	kind, err := r.scanner.Peek()
	switch {
	case err != nil:
		return err
	case namesColumns(name, kind):
		return r.columnNames(s)
	case hasRows(name, kind):
		return r.splitRows(s)
	case name == indexName && kind == strictjson.ArrayStart:
		return r.splitIndex(s)
	case (name == "rows" || name == "count") && kind == strictjson.Number:
		return nil
	}
	switch name {
	case "id", "infoUri", "partialCancelUri", "stats", "statistics", "warnings":
		return nil
	}
	return r.scanner.Errorf("member %s is not known of a table with columns and data: take it out if the rows are complete without it", dataidlist.Quote(name))
}

// namesColumns reports whether a member names the columns of a table.
func namesColumns(name string, kind strictjson.Kind) bool {
	switch name {
	case "columns", "fields", "metadata", "meta":
		return kind == strictjson.ArrayStart
	case "schema":
		return kind == strictjson.ObjectStart
	}
	return false
}

// hasRows reports whether a member has the rows of a table.
func hasRows(name string, kind strictjson.Kind) bool {
	return (name == "data" || name == "rows") && kind == strictjson.ArrayStart
}

// columnNames reads the names of the columns: an array of names, or an object
// whose member fields is one.
func (r *reader) columnNames(s *split) error {
	if s.columns != nil {
		return r.scanner.Errorf("the columns are named twice")
	}
	kind, err := r.scanner.Peek()
	if err != nil {
		return err
	}
	if kind == strictjson.ArrayStart {
		s.columns, err = r.columnList()
		return err
	}
	for key, err := range r.scanner.Object() {
		switch {
		case err != nil:
		case string(key) == "fields":
			s.columns, err = r.columnList()
		case string(key) == "primaryKey": // of pandas, which is the index
			var key []string
			key, err = r.columnList()
			r.counted = slices.Contains(key, indexName) && !r.named(indexName)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// columnList reads an array of names.
func (r *reader) columnList() ([]string, error) {
	names := []string{}
	for _, err := range r.scanner.Array() {
		var name string
		if err == nil && len(names) == maxColumns {
			err = fmt.Errorf("%w: more than %d columns", dataidlist.ErrLimit, maxColumns)
		}
		if err == nil {
			name, err = r.columnName()
		}
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// columnName reads a name, or an object with a member name.
func (r *reader) columnName() (name string, err error) {
	kind, err := r.scanner.Peek()
	if err != nil {
		return "", err
	}
	if kind != strictjson.ObjectStart {
		err = r.textMember(&name)
		return name, err
	}
	found := false
	for key, err := range r.scanner.Object() {
		if err == nil && string(key) == "name" {
			found, err = true, r.textMember(&name)
		}
		if err != nil {
			return "", err
		}
	}
	if !found {
		return "", r.scanner.Errorf("a column has no member name")
	}
	return name, nil
}

// splitIndex reads the index, and keeps it if it is a column.
func (r *reader) splitIndex(s *split) error {
	if s.rows >= 0 || s.indexes >= 0 {
		return r.scanner.Errorf("the index comes behind the rows or twice")
	}
	if r.named(indexName) {
		s.index = &column{name: indexName}
	}
	s.indexes = 0
	for _, err := range r.scanner.Array() {
		switch {
		case err != nil:
		case s.index != nil:
			err = r.gather(s.index)
		default:
			err = r.checkIndex(s.indexes)
		}
		if err != nil {
			return err
		}
		s.indexes++
	}
	if s.index != nil {
		return s.index.fault
	}
	return nil
}

// checkIndex reads a value of an index that is no column.
func (r *reader) checkIndex(row int64) error {
	t, err := r.scanner.Next()
	if err != nil {
		return err
	}
	if n, err := t.Int64(); err != nil || n != row {
		found := t.Kind.String()
		switch t.Kind {
		case strictjson.Number:
			found = string(t.Text)
		case strictjson.String:
			found = dataidlist.Quote(string(t.Text))
		}
		return errIndex(found, row)
	}
	return nil
}

// splitRows reads the rows: arrays of values, or objects.
func (r *reader) splitRows(s *split) error {
	if s.rows >= 0 {
		return r.scanner.Errorf("the rows come twice")
	}
	s.rows = 0
	for _, err := range r.scanner.Array() {
		if err != nil {
			return err
		}
		r.begin(s.rows + 1)
		if err := r.splitRow(s); err != nil {
			return err
		}
		s.rows++
	}
	return nil
}

func (r *reader) splitRow(s *split) error {
	kind, err := r.scanner.Peek()
	switch {
	case err != nil:
		return err
	case kind == strictjson.ObjectStart:
		err = r.dataID(0)
	case s.columns == nil:
		return r.scanner.Errorf("the rows come before the columns, which name their values")
	default:
		err = r.tuple(s.columns)
	}
	if err == nil && s.index != nil {
		if s.rows >= s.indexes {
			return r.scanner.Errorf("the index ends before the rows")
		}
		r.addIndex(s.index.cell(int(s.rows)), r.scanner.Offset())
	}
	if err == nil {
		err = r.add()
	}
	return err
}
