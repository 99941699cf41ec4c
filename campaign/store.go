package campaign

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Store keeps a notebook's events, and records and rows that are a function of the events. It is safe for concurrent use. Of an
// event it keeps stream, number and body and nothing else, and a record's document as the bytes that it was given, so that nothing in
// it escapes [Notebook.Verify].
//
// Package storetest has the checks that every Store passes.
type Store interface {
	// View calls fn with a consistent snapshot, which is good until fn returns.
	View(ctx context.Context, fn func(Reader) error) error
	// Update calls fn in a transaction: all that it writes happens, durably, or nothing. When somebody else's transaction comes in
	// between, fn is called again with the newer state, so it must not have other effects. An error of fn is returned as it is.
	Update(ctx context.Context, fn func(Writer) error) error
	// Close ends all use of the store.
	Close() error
}

// A Reader reads a snapshot of a store.
type Reader interface {
	// Load returns the record of a stream, or an error that wraps ErrNotFound. Within an Update the record stays as it is until
	// the transaction ends.
	Load(stream string) (Snapshot, error)
	// Events yields the bodies of a stream's events by number, after the first n. It ends after an error.
	Events(stream string, after int64) iter.Seq2[[]byte, error]
	// Heads yields the last event of each stream that has events, in the order of their names. It ends after an error.
	Heads() iter.Seq2[provenance.Head, error]
	// Records yields all records, in the order of their streams. It ends after an error.
	Records() iter.Seq2[Snapshot, error]
	// Numbers returns the last number that Next gave, of each kind.
	Numbers() (map[string]int64, error)
	// Rows yields rows of a table of Tables. It ends after an error.
	Rows(q Query) iter.Seq2[Row, error]
}

// A Writer is the inside of a transaction.
type Writer interface {
	Reader
	// Next returns the next number of a kind of records, starting with 1. If the transaction fails it is given again, otherwise never.
	Next(kind string) (int64, error)
	// Reserve makes Next go on after last, if it is not there yet: for records that were restored.
	Reserve(kind string, last int64) error
	// Append adds the bodies of a stream's next events and saves the record that they lead to, in place of the record before. It
	// returns an error that wraps ErrConflict if the events do not follow the stream's last.
	Append(s Snapshot, bodies ...[]byte) error
	// Bulk replaces the rows of a bulk table of Tables whose first columns have the values of key.
	Bulk(table string, key []any, rows iter.Seq2[Row, error]) error
	// Reset removes all records and rows, but no event: what Restore then brings back is a function of the events.
	Reset() error
	// Restore saves a record of events that are there already.
	Restore(s Snapshot) error
}

// A Snapshot is a record as a store keeps it.
type Snapshot struct {
	Kind string          // of the record: campaign, production, schedule, query
	Head provenance.Head // the event after which the record is like this
	Doc  json.RawMessage // JSON of the record
	Rows []Row           // what it contributes to the tables; a Reader leaves it empty
}

// A Query says which rows of a table are wanted. The zero Filter is all.
type Query struct {
	Table  string
	Filter filter.Expr // of the table's columns
	Order  []Order     // then by the table's key, so that the order is always the same
	Limit  int         // 0 is all
	Offset int
}

// An Order is a column to sort by.
type Order struct {
	Column     string `json:"column"`
	Descending bool   `json:"descending,omitempty"`
}
