// Package atomicfile writes a file so that under its name it is complete or
// absent (FORMAT.md 4.0.2): [Write] fills a temporary file in the same
// directory, syncs it, and renames it. A crash, a full disk or an interrupt
// leaves what was there before. What a process that was killed leaves is
// removed when the next file is written in that directory.
//
// What cannot be replaced is written directly: a pipe, a device, and the names
// of a process's own open files, such as /dev/stdout.
package atomicfile
