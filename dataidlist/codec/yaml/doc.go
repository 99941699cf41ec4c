// Package yaml reads and writes lists as YAML (FORMAT.md 4.8).
//
// # Format
//
// Four documents are read:
//   - A sequence of DataIds, each a mapping of dimensions to values, or of
//     Butler objects, mappings whose member dataId or data_id is one; or of values
//     of the dimensions that [table.ReadOptions].Dimensions names, which may be
//     the only member of a mapping.
//   - A mapping with the members of the JSON envelope (FORMAT.md 4.3), of which
//     only dataIds, the last one, is needed. What it states of the list must
//     hold.
//   - An export of the Butler: the DataIds of the datasets of one dataset type,
//     or the dimension records of one element, of which the value of the
//     dimension is the member id or name. Where there are several,
//     [table.ReadOptions].Select chooses one. A [table.Sink] gets the records
//     of all elements.
//   - DataIds as the Butler prints them, each a mapping in braces on its line.
//
// A DataId may stand alone. It may have the member reason, a text, or reasons, a
// sequence of reason objects or, in the envelope, of their numbers. A plain
// scalar is the value of an int dimension or the text of a string one, as the
// dimension demands; quoted ones are always strings. Aliases are what they stand
// for. Merge keys, second documents and keys that come twice are refused, and so
// are tags on what is read.
//
// [Write] writes the mapping, or with opts.Bare the sequence, with one DataId a
// line.
//
// # Limits
//
// A block sequence of DataIds, alone or as the last member of the mapping, is
// read item by item, and printed DataIds line by line: both may be of any
// length. Everything else, such as an export of the Butler, the members before
// dataIds, one item, and all that follows an anchor, is read as a whole: it is at
// most 64 MiB long, with at most 1 Mi entries of collections, 64 deep, and as
// much in what aliases stand for.
package yaml
