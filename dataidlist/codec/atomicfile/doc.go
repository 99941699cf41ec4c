// Package atomicfile writes files so that under its name a file is complete or
// absent (FORMAT.md 4.0.2), and durable: [Write] fills a temporary file in the
// same directory, syncs it, renames it, and syncs the directory. A crash, a full
// disk or an interrupt leaves what was there before. What a process that was
// killed leaves is removed when the next file is written in that directory.
// [WriteNamed] is for files that are named by their bytes, [WriteDirectory] for
// directories of several files, [MkdirAll] for the directories around them.
//
// What cannot be replaced is written directly: a pipe, a device, and the names
// of a process's own open files, such as /dev/stdout.
//
// # Durable
//
// What is durable outlasts a crash of the machine. Where an operating system
// cannot sync a directory (Windows; one that the process may not read; some file
// systems), a crash may bring back the name that was there before, with what it
// had.
package atomicfile
