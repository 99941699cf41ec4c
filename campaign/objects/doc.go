// Package objects keeps bytes by their digest in a directory: the lists and files that records pin.
//
// The bytes with the SHA-256 abcdef… are the file ab/cdef…, so that sha256sum checks them, and any tool that copies files
// backs them up. A file is complete or absent: it gets its name when its bytes are on the disk. It is read-only and never
// written again.
package objects
