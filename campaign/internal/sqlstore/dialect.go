package sqlstore

import (
	"database/sql"
	"strconv"
	"strings"
)

// A Dialect says how a database differs from others.
type Dialect struct {
	// Numbered parameters are $1, $2, …; otherwise each is a question mark.
	Numbered bool
	// Position is the function that finds a text in another: Position(text, part) is above 0 if it is there.
	Position string
	// Cursors says that a transaction has one open result at a time, so that sequences are read in pages.
	Cursors bool
	// Read and Write are how transactions begin.
	Read, Write *sql.TxOptions
	// Conflict reports whether a transaction failed because of another one and can be tried again, which is done up to Tries times.
	Conflict func(error) bool
	Tries    int
	// Broken reports whether an error says that the database is damaged.
	Broken func(error) bool
	// Join is what a transaction that writes begins with. One that is tried again begins with Queue instead, which waits for all that
	// joined and keeps others out, so that it cannot lose again. Both may be empty.
	Join, Queue string
}

// A statement is SQL with its parameters.
type statement struct {
	strings.Builder
	args     []any
	numbered bool
}

func (d *Dialect) statement(text string, args ...any) *statement {
	s := &statement{numbered: d.Numbered}
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			s.value(args[i-1])
		}
		s.WriteString(part)
	}
	return s
}

// value writes a parameter.
func (s *statement) value(v any) {
	s.args = append(s.args, v)
	if s.numbered {
		s.WriteByte('$')
		s.WriteString(strconv.Itoa(len(s.args)))
	} else {
		s.WriteByte('?')
	}
}

// list writes items with commas between them.
func list[T any](s *statement, items []T, write func(T)) {
	for i, item := range items {
		if i > 0 {
			s.WriteString(", ")
		}
		write(item)
	}
}

// quote returns a name as it is written in SQL, where some of ours are key words.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
