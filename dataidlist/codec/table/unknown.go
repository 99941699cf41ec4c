package table

import "github.com/skycampaign/skycampaign/dataidlist"

// UnknownError is wrapped by the error of an input with names that are no
// dimensions of the universe, and that no option explains.
type UnknownError struct {
	Names    []string // of all columns, or the dimensions that were told
	Universe *dataidlist.Universe
	Err      error
}

// Error gives the text of the error that is wrapped.
func (e *UnknownError) Error() string { return e.Err.Error() }

// Unwrap returns the error without the names.
func (e *UnknownError) Unwrap() error { return e.Err }
