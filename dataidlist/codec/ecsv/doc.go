// Package ecsv reads and writes lists in the Enhanced Character-Separated
// Values format of astropy, which is that of Rubin's own exclusion lists
// (FORMAT.md 4).
//
// # Format
//
// A file begins with a comment line %ECSV 1.0 (or 0.9) and a YAML document in
// comments, which gives the name and the type of each column and the
// delimiter, a space or a comma; then comes a line with the names and a line
// for each row. The column of an int dimension must have an integer type, that
// of a string dimension the type string. As in astropy, spaces around a cell
// do not matter and an empty cell is a masked value, which no dimension
// accepts. So is one that a column with the mask of its column says to be masked
// (serialize_method data_mask), whatever it is.
//
// [Write] writes commas, one DataId a line in canonical order, and reasons in
// a last column reason, joined by "; " and on one line. Strings that astropy
// would change when it reads them are refused: those with a line end, another
// control character, or spaces around them. The entry dataidlist of the
// header's meta is the list header (FORMAT.md 4.0.3), and [Read] refuses rows
// that are not the list which it describes. It has the full digest only if the
// column holds all that there is to say about reasons.
//
// # Limits
//
// The header is at most 1 MiB long, and so is a record; a table has at most
// 4096 columns.
package ecsv
