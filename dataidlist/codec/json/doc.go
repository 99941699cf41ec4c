// Package json reads and writes lists as JSON: arrays of DataIds, JSON Lines,
// the envelope that keeps all that a list has, what the Butler writes, and
// golden JSON (FORMAT.md 4.3, 4.4, 4.9).
//
// [Read] finds out by itself which of these a document is:
//
//   - an array of DataIds, {"instrument":"LSSTCam","visit":2025062900604}, or
//     of Butler objects, {"dataId":{…},"records":…} and serialized DatasetRefs;
//   - JSON Lines, one of these objects a line, or one alone on several lines;
//   - the envelope, {"format":"dataidlist/1",…,"dataIds":[…]}, whose digests
//     are checked;
//   - the DatasetRef container of the Butler and the index of its zip files,
//     of which [table.ReadOptions.Select] chooses a dataset type;
//   - tables as pandas, Python and services that answer queries write them: arrays
//     of values or of rows, whose dimensions [table.ReadOptions.Dimensions] names;
//     an object with an array or object for each column, or an object for each
//     row; the names of the columns and, in another member, the rows;
//   - golden JSON, {"297050":[[12,137],[193,776]]}, two int dimensions with
//     inclusive ranges of the inner one, or bare ints.
//
// A DataId may have a member reason, whose text is its reason, or reasons, an
// array of reason objects, which keeps all their fields.
//
// Reading is strict: exact integers from 0 to 2^63−1, and no names that come
// twice, no floats, nulls, half surrogates or trailing data. Errors have the
// byte offset, the number of the DataId in an array or the line of JSON Lines,
// and the name of the member as the column. DataIds that are written all alike
// are read in parallel, with the same result. Memory holds the list that is made
// and a few megabytes of the document; of a table that is written by columns, all
// that is read, up to 16 Mi values and 64 MiB of strings.
package json
