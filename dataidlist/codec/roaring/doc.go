// Package roaring reads and writes roaring bitmaps of 64-bit values in the
// portable format of the roaring specification, which other programs use for
// sets of exposures (FORMAT.md 4.10).
//
// A bitmap is a set of numbers and nothing else. So a list that is written has
// exactly one int dimension and at most one tuple of string values; who reads
// it says which dimension the numbers are of and the values of the others, with
// Dimensions and Set of [table.ReadOptions].
//
// The package has a parser of its own: the known ones make room for as many
// buckets as a file claims and take containers as they come. [Read] needs room
// for the head of one bucket only, 512 KiB at most, and refuses every file
// that is not as the specification says: what is out of order, empty, counted
// wrong, or left over. [Write] gives the bytes that roaring itself gives after
// RunOptimize.
package roaring
