package table

import (
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// ReadOptions is what the user says about an input. The zero value reads files
// that say everything themselves.
type ReadOptions struct {
	Universe     *dataidlist.Universe // nil: the one the file names, else daf_butler/8
	Set          map[string]string    // values of dimensions that the file lacks
	Rename       map[string]string    // column name → dimension
	ReasonColumn string               // column whose text is the reason
	Ignore       []string             // columns to drop
	Dimensions   []string             // for formats without column names, outermost first
	Select       string               // which dataset type or dimension element, where a file has several
	// Rows asks for the rows of a file even where an index says faster what
	// they are. The reader then proves that both are the same.
	Rows bool
	// Shared are those names of Set, Rename, Ignore and ReasonColumn that were
	// said of several inputs at once. One that this input has no use for is no
	// error, and a dimension that it has by itself is taken from it.
	Shared []string
}

// WriteOptions says how to write. The zero value writes all that a format can
// carry.
type WriteOptions struct {
	Bare    bool // JSON: the plain array instead of the envelope
	IDsOnly bool // no reasons
}

// Source is an input: a name for messages and its bytes.
type Source struct {
	Name string // as the user gave it; "-" is standard input
	R    io.Reader
	Size int64 // in bytes; -1 if not known
}

// Result is what a reader gives.
type Result struct {
	List       *dataidlist.List
	Format     string  // name of the format that was read
	Rows       uint64  // DataIds in the input, counting repetitions
	Duplicates uint64  // how many of them were repetitions
	Header     *Header // what the file says of itself; nil if nothing
	Indexed    bool    // the list is that of an embedded index; no row was read
}
