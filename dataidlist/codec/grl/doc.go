// Package grl reads and writes lists as good runs lists of the ATLAS
// experiment (FORMAT.md 4.12).
//
// # Format
//
// A good runs list is XML: a LumiRangeCollection of NamedLumiRange elements,
// each with its Name, Version and Metadata, and a LumiBlockCollection for each
// run, in which an LBRange has the first and the last luminosity block of a
// range. The file does not name its two dimensions:
// [table.ReadOptions].Dimensions may, and where it does not, the universe must
// have two int dimensions and nothing else.
//
// The query that made the list, which stands in the Metadata of the name Query,
// is the why of it. It comes into the derivation of the list, operation
// [Query], with the other metadata as parameters; the Name is the title.
// [Write] writes them again as long as the list is the one that the query gave.
// Reasons are not written.
//
// Where a file has several NamedLumiRange, [table.ReadOptions].Select names
// one of them.
//
// # Limits
//
// A tag, text or comment is at most 1 MiB long, elements are at most
// 64 deep, and the metadata of a list at most 4 MiB. A document type declaration
// is passed over, nothing that it names is fetched, and one that declares
// something by itself is refused, as is every entity but the five of XML.
package grl
