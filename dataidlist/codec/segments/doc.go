// Package segments reads and writes lists as segments, the spans of GPS seconds
// in which LIGO, Virgo and KAGRA keep science time and vetoes (FORMAT.md 4.14).
//
// # Format
//
// A line is a segment: its start and its end, which is the first second that
// is not in it. After them may follow how long it is, and before all three the
// number of the segment, as segwizard has them. All lines of a file have as
// many numbers. What follows a # is a comment; empty lines are skipped. Numbers
// are integers, where a fraction of zeros, as in 1126051217.0, does not count.
//
// The file does not say which dimension the seconds are:
// [table.ReadOptions].Dimensions must name it, and Set give all others.
//
// [Write] writes four numbers a line below a comment with their names, as
// segwizard does, and joins segments that touch. Reasons are not written.
//
// # Limits
//
// A line is at most 64 KiB long.
package segments
