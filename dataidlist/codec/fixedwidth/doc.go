// Package fixedwidth reads and writes lists as tables that are made to be looked
// at, with a line of dashes below the names of the columns (FORMAT.md 4.16).
//
// # Format
//
//	instrument     visit     detector
//	---------- ------------- --------
//	   LSSTCam 2025062900604        0
//
// This is what the commands query-data-ids, query-datasets and
// query-dimension-records of the Butler print, and what astropy calls
// fixed_width_two_line. A column is as wide as its dashes, and one space is
// between two of them; cells are without the spaces around them. So values may
// have spaces inside. Empty lines before and after the table are skipped; a
// second table is refused. Otherwise all is as in package csv.
//
// [Write] writes the DataIds without their reasons, adjusted to the right as the
// Butler does.
//
// # Limits
//
// A line is at most 1 MiB long and has at most 4096 columns.
package fixedwidth
