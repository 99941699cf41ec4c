// Package listheader is what the formats with a list header (FORMAT.md 4.0.3) have
// in common: Parquet, Arrow, the JSON envelope, YAML and ECSV.
//
// [Parse] reads a header, [Member] one member of it. After the rows have been
// read, [Claims.Settle] compares the list with what the header states of it, or
// takes the header for a hint, where it is known to be a copy (FORMAT.md 4.0.1).
package listheader
