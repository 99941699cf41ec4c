// Package gen2 reads and writes lists in the way in which the second generation
// of the LSST Butler, and Hyper Suprime-Cam's pipeline with it, took DataIds on
// the command line (FORMAT.md 4.15).
//
// # Format
//
//	--id visit=26024^26028 ccd=0..8^10..103
//
// An id is words NAME=VALUES, where ^ is between values, and a value of an int
// dimension may be an inclusive range a..b or a..b:step. It stands for all
// combinations. Each name is a dimension, or a column for
// [table.ReadOptions].Rename, as in ccd=detector.
//
// If the first word is --id or --selectId, ids begin with one of these and may
// go on over several lines; otherwise each line is an id. What follows a #
// at the begin of a line or behind a space is a comment; empty lines are
// skipped. Quotes are not taken, which are for the shell.
//
// [Write] writes one id a line, with all dimensions, string ones too, and joins
// what has the same last values. Lines have at most some thousand characters, if
// one value does not need more. Reasons are not written, nor can be strings that
// would be read as something else.
//
// # Limits
//
// An id is at most 1 MiB long.
package gen2
