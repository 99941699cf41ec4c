// Package parquet reads Parquet files of any writer and writes lists as
// canonical Parquet (FORMAT.md 4.1).
//
// [Write] gives one required column for each dimension, INT64 or string, in
// canonical order, the reasons for people in a last column, and for programs
// in the metadata. The same list gives the same bytes. [Read] takes columns in
// any order, of ints of any width, dictionaries, pages of both versions, all
// encodings of ints and strings, and zstd, snappy, gzip, brotli, LZ4_RAW or no
// compression. Columns that are ignored are not read. A file that says which
// list it holds is refused if it does not.
//
// # Why pages, and not a library's rows
//
// A list is made of runs, and so are the pages of Parquet. Both known libraries
// think in rows; measured on two cores with 5.15 million rows of instrument,
// visit and detector, and here for the whole way from the list to bytes and
// from bytes to the list:
//
//	            write           read
//	arrow-go    0.89 s, 384 MB  0.12 s, 45 MB (the values alone)
//	parquet-go  0.17 s, 8 MB    0.14 s, 5 MB (the values alone)
//	here        0.24 s, 207 MB  0.07 s, 15 MB
//
// Speed would not decide: both are fast enough. But parquet-go takes gigabytes
// or panics on some hostile files, and its bytes depend on the sizes of the
// writes; arrow-go checks no checksums, lists encodings in random order where a
// dictionary grows too large, and makes room for all that a footer claims. What
// is between their rows and the bytes is small: so pages are composed and taken
// apart here, with bounds of our own, on top of what parquet-go exports, the
// Thrift structures of the format and the encoders of pages. The decoders,
// which meet hostile bytes, are in internal. parquet-go and, by way of Python,
// Arrow, DuckDB and polars are independent second readers in the tests.
//
// # Runs all the way
//
// Rows are never made to be written. A row group is a slice of the list, taken
// as runs, column by column (group.go), and each column's page is composed of
// them (encode.go):
//
//   - the first int dimension as differences, where 32 rows of one visit take
//     one byte or less (AppendDelta in internal/encoding/runs.go);
//   - the others as one byte a row if they have at most 256 values, else as two
//     bytes or as differences; strings as run lengths.
//
// A byte a row would be the most to write: 393 million detectors. So where runs
// are long, the page is not made. internal/encoding/compose.go says of each run
// from which one before it the bytes are copied, and internal/zframe writes that
// as a zstd frame, a few hundred bytes for a million rows. Shorter runs, and all
// other columns, are appended and compressed as usual; that slow and obvious
// way, AppendIndexes and a compressor, is what the fast one is tested against.
//
// Row groups are encoded on all processors and written in order (write.go,
// file.go). A column has one page in a row group: in a file of long runs smaller
// ones are mostly headers, and three times as large. After the pages stands the
// index (index.go, FORMAT.md 4.11), by which [Read] opens a list without reading
// rows. Its runs stay the repeating steps that they are in it while a list is
// cut by a short one, counted or described, and are made to be hashed and
// written (internal/tailset).
//
// # Reading, fast and slow
//
// To read rows, footer.go and schema.go take the metadata apart, page.go and
// decompress.go the pages, column.go their values. Then there are two paths,
// and read.go has the door between them.
//
// The fast path is for what nearly all files are: rows of which each is one
// DataId, with nothing to check or to keep besides. Workers take one row group
// after the other, each with a builder of its own, and their lists are united
// (fast.go). A block of up to 16 384 rows in which no page ends is joined from
// its columns (join.go), in one of two ways. Where columns have few runs, these
// are joined and no value is made: a run of a dictionary's index is two
// numbers, and so are miniblocks of equal differences; detectors of one byte
// each are compared with a count of 0, 1, 2, …, eight at a time
// (internal/encoding/findruns.go). Else the values of all int columns go to
// the builder as they are ([dataidlist.Builder.AddRows]), which packs them and
// looks for runs there, and puts rows that are not in order into bins of one
// bit a DataId instead of sorting them. A column is read as values as long as
// a sample of them shows no runs.
//
// The slow path gives each row to [table.Mapper]. It reads what is not plain,
// implied dimensions, reasons and ranges, and it alone says what is wrong with
// a file: the fast path gives up at whatever it does not like, damage, nulls,
// values out of range, and the file is read again row by row. So an error names
// the first bad row however workers were scheduled, and the slow path is also
// what the fast one is tested against, on every file of the tests.
//
// # Limits
//
// No count in a file is trusted. A footer has at most 256 MiB, a page 64 MiB
// compressed and 256 MiB not, a dictionary 64 MiB, the open pages, dictionaries and
// strings of all columns and all workers together 1 GiB, and a byte of the file
// stands for at most 65 536 rows. An index of more than 16 MiB is at most 64 times
// as large as it is in the file. Pages with a checksum are checked. A row group is
// read by one worker: a file that is all one row group is read on one processor.
// An input without random access is held in memory up to 16 MiB, and then in a
// temporary file.
package parquet
