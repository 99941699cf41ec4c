// Package sqlite keeps a notebook in one file: the store for a person or a group on one machine, without a server. [Open] makes or
// opens it.
//
// Several processes may use a file at once; one writes at a time, and the others wait for it. The file must be on a disk of the
// machine: SQLite's locks and shared memory do not work over a network. For that there is package postgres.
//
// Readers do not wait for who writes. Where one may not write to the file or its directory, it can be read: see [Open].
//
// # Durability
//
// What was written is on disk when [campaign.Store.Update] returns (journal mode WAL, synchronous FULL). While the file is in use, and after
// a crash, the newest changes are in the file beside it whose name ends in -wal:
//
//   - Copying the file alone while it is in use loses them, or gives a broken copy. [campaign.Backup] writes all that is in it, at any time.
//   - Deleting the -wal file loses them, which nothing can notice later but a signed checkpoint of the history.
//
// When the last process closes the store, everything is in the one file.
//
// # Versions
//
// The files in migrations/ make the schema, each once and in order. A file that an older version made is brought up to date when it is
// opened; one that a newer version made is refused. There is no way back.
package sqlite
