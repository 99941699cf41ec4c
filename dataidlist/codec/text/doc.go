// Package text reads and writes lists as plain numbers, one a line
// (FORMAT.md 4.7).
//
// # Format
//
// A line holds the value of one int dimension, or an inclusive range a..b or
// a..b:step of its values. What follows a # is a comment; empty lines are
// skipped. The file does not say which dimension that is:
// [table.ReadOptions].Dimensions must name it, and Set give all others.
//
// [Write] writes one number a line and nothing else, as a loop of a shell wants
// it. Reasons, title and the values of string dimensions are not written, so
// that a list can be written only if it has one int dimension and the same
// string values throughout.
//
// # Limits
//
// A line is at most 64 KiB long.
package text
