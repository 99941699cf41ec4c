// Package csv reads and writes lists as tables of comma- or tab-separated
// values (FORMAT.md 4).
//
// # Format
//
// The first record names the columns, each after a dimension or as the
// [table.ReadOptions] say. Whether commas or tabs separate the cells is told
// by it: it is a table of tabs if it has one. Cells may be quoted as in
// RFC 4180, and then have line ends in them. Lines that begin with # and empty
// lines are skipped; lines may end in LF or CR LF.
//
// The cell of an int dimension may be an inclusive range a..b or a..b:step; a
// row with ranges stands for all combinations of their values. Spaces around a
// number and around a column's name do not matter; those of a string are part
// of it, in quotes or not.
//
// [Write] and [WriteTSV] write one DataId a line, in canonical order, and
// quote only what would be read as something else, and what a spreadsheet would
// take for a formula. Reasons go to a last column
// reason, joined by "; ": their source, author, time and URL are not written.
// A string with a zero byte cannot be written.
//
// # Limits
//
// A record is at most 1 MiB long and has at most 4096 columns. Memory holds a few
// megabytes of the input; rows without ranges and without quotes inside of cells
// are read in parallel there, with the same result.
package csv
