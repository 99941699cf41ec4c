// Package ssv reads and writes lists as tables of cells with spaces between
// them (FORMAT.md 4.13).
//
// # Format
//
// Any number of spaces and tabs is between two cells. If at least two spaces or
// a tab are between all names of the columns, it takes as many between the
// cells, which may then have single spaces in them. Cells may be quoted as in
// RFC 4180. Lines that begin with # are comments, empty lines are skipped.
//
// The names of the columns stand in the first line, or in a comment before it
// if a cell of the first line begins with a digit: in the first comment that
// has as many words as the line has cells. Otherwise all is as in package csv.
//
// [Write] writes a line of names and one DataId a line with single spaces,
// and quotes what has spaces in it or is empty.
//
// # Limits
//
// A record is at most 1 MiB long and has at most 4096 columns, and the comments
// before the table are at most 1 MiB.
package ssv
