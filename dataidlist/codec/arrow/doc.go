// Package arrow reads and writes lists as Arrow record batches: IPC files and
// streams, and, for programs that use Arrow, record readers (FORMAT.md 4.2).
//
// [Write] gives an IPC file and [WriteStream] a stream; [Read] tells them
// apart. The schema has a field for each dimension in canonical order, int64
// or utf8, without nulls; reasons come as in Parquet: their texts in a column,
// their exact form in the metadata of the schema. [RecordReader] and
// [FromRecords] do the same without bytes in between.
//
// # What is read
//
// A stream has its end mark: one without it is refused, also where all its
// batches are whole, since whatever wrote it may have died between two. A file
// has a footer, which names all messages of the file.
//
// Ints of 8 to 64 bits, signed or not, strings (utf8, large_utf8, utf8_view)
// and dictionaries of both; batches of any size, compressed or not. Columns
// that are ignored may be of any type.
//
// # Limits
//
// The Arrow library believes what it reads: a damaged description of a message
// makes it ask for more memory than there is, which no program survives. So
// every description is walked over before the library sees it, and what it
// claims to have must be there. A file is read through its footer, which may
// name each byte once; of a stream no length is believed before as many bytes
// have come. What decompression makes of a message is bounded by its size, and
// what the library does with a damaged message otherwise ends in an error,
// since it is called in the goroutine of the caller and starts none of its own.
// A file without random access is held in memory up to 16 MiB, and then in a
// temporary file.
package arrow
