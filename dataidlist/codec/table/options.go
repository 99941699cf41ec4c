package table

import (
	"cmp"
	"errors"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// ReadOptions is what the user says about an input. The zero value reads files
// that say everything themselves.
type ReadOptions struct {
	Universe     *dataidlist.Universe // nil: the one the file names, else daf_butler/8
	Set          map[string]string    // values of dimensions that the file lacks
	Rename       map[string]string    // column → dimension; first..last → dimension for two columns with the ends of a range
	Split        map[string]string    // column that holds several values → what is between them
	ReasonColumn string               // column whose text is the reason
	Ignore       []string             // columns to drop
	Dimensions   []string             // for formats without column names, outermost first
	Select       string               // which dataset type or dimension element, where a file has several
	// Prove asks for the rows of a file even where an index says faster what they
	// are, and for proof that both are the same: for whoever pins a digest.
	Prove bool
	// Later leaves it to [Result.Check] to hash a list that was opened by its index,
	// and to compare it with what the file states: for who has other work to do
	// beside that.
	Later bool
	// IgnoreHeader takes what a file states of its list for a hint: the list is
	// that of the rows (FORMAT.md 4.0.1).
	IgnoreHeader bool
	// Full is the list in which the empty values of a row stand for all that go
	// with its other values. If it is nil, empty values are refused.
	Full *dataidlist.List
	// Sink takes the rows of the input, instead of a list being made of them:
	// [Result].List is then nil. Columns may be renamed to anything.
	Sink Sink
	// Shared are those names of Set, Rename, Split, Ignore and ReasonColumn that
	// were said of several inputs at once. One that this input has no use for is no
	// error, and a dimension that it has by itself is taken from it.
	Shared []string
}

// OrZero returns the options, or the zero value where there are none.
func (o *ReadOptions) OrZero() *ReadOptions { return cmp.Or(o, &ReadOptions{}) }

// WriteOptions says how to write. The zero value writes all that a format can
// carry.
type WriteOptions struct {
	Bare    bool // JSON: the plain array instead of the envelope
	IDsOnly bool // no reasons
}

// OrZero returns the options, or the zero value where there are none.
func (o *WriteOptions) OrZero() *WriteOptions { return cmp.Or(o, &WriteOptions{}) }

// Result is what a reader gives.
type Result struct {
	List       *dataidlist.List // nil if a sink took the rows
	Format     string           // name of the format that was read
	Rows       uint64           // DataIds in the input, counting repetitions
	Duplicates uint64           // how many of them were repetitions
	Header     *Header          // what the file states of this list; nil if nothing
	Copy       *Copy            // set if the header is a hint: what became of its list
	Indexed    bool             // the list is that of an embedded index; no row was read
	check      func() error     // what [ReadOptions.Later] left to be done
	Filled     uint64           // rows with empty values, which Full filled
	Unfilled   uint64           // combinations of values in such rows with which Full has no DataId

	// Used are those names of Set, Rename, Split, Ignore and ReasonColumn that
	// the input had a use for.
	Used     map[string]bool
	Named    bool // the columns are those of Dimensions
	Selected bool // what was read is what Select names
}

// CheckLater says what [Result.Check] is to do.
func (r *Result) CheckLater(check func() error) { r.check = check }

// Check does what [ReadOptions.Later] left to be done. The error is that of a
// reader. It is nil where nothing was left.
func (r *Result) Check() error {
	if r.check == nil {
		return nil
	}
	return r.check()
}

// ErrOptions is wrapped by the errors that other [ReadOptions] avoid: one is
// missing, or does not fit the input. They say nothing against the input.
var ErrOptions = errors.New("the options do not fit the input")

// OptionsError returns the error, which then wraps [ErrOptions] too. Its text
// says which option is meant.
func OptionsError(err error) error { return optionsError{err} }

type optionsError struct{ error }

func (e optionsError) Unwrap() []error { return []error{e.error, ErrOptions} }
