package dataidlist

// Limits of the model and of one input (FORMAT.md 5). They bound what a
// hostile file can make a reader do; no known survey comes near them.
const (
	// MaxDims is the largest number of dimensions in a universe's group.
	MaxDims = 64
	// MaxNameLen is the largest length in bytes of a namespace or of the name of a
	// dimension.
	MaxNameLen = 128
	// MaxValueLen is the largest length in bytes of a string value.
	MaxValueLen = 4096
	// MaxReasons is the largest number of distinct reasons in a list.
	MaxReasons = 1 << 20
	// MaxReasonLen is the largest length in bytes of one field of a reason.
	MaxReasonLen = 64 << 10
	// MaxReasonBytes is the largest length in bytes of all fields of the distinct
	// reasons of an input together.
	MaxReasonBytes = 256 << 20
	// MaxRangeRuns is the largest number of runs (or, in a list with one int
	// dimension, of chunks) that all ranges of one input together may stand for.
	MaxRangeRuns = 1 << 23
	// MaxDepth is the largest number of arrays and objects, mappings and sequences,
	// or elements of a document that are within each other.
	MaxDepth = 64
)
