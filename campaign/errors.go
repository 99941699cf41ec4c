package campaign

import "errors"

// Errors that callers tell apart. All that this package returns for a wrong request wrap one of them.
var (
	// ErrInvalid says that a value cannot be what it is meant to be.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound says that there is no such record, list or workflow.
	ErrNotFound = errors.New("not found")
	// ErrIllegal says that the life cycle does not allow a change now. The message says what would be legal.
	ErrIllegal = errors.New("not legal now")
	// ErrSealed says that a sealed definition would change.
	ErrSealed = errors.New("sealed")
	// ErrForbidden says that the actor's role does not allow a change.
	ErrForbidden = errors.New("forbidden")
	// ErrReferenced says that something is in use and cannot be deleted.
	ErrReferenced = errors.New("in use")
	// ErrConflict says that a change was made against a state that is no longer the newest.
	ErrConflict = errors.New("conflict")
)
