// Package codec reads and writes lists in every file format (FORMAT.md 4).
//
// [ReadFile] and [Read] detect the format, by the content and, only where that
// leaves a choice, by the name. [WriteFile] writes a file that is complete or
// absent, in the format of its name; [Write] writes to any stream. What a
// format is called, and which names its files have, is in [Formats].
//
// [OpenRows] reads any format as a table: dimension records, and rows whose
// DataIds are found through them (package resolve).
//
// A program that needs one format only imports the package of that format
// below this one, and then carries no other's dependencies.
package codec
