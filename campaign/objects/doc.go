// Package objects keeps the files that records of a notebook pin, lists above all, by the SHA-256 of their bytes. What is kept is verified
// each time it is read, and never changes: one file for equal bytes, whoever puts them. [Open] keeps them in a directory, [NewBucket] in
// an object store.
//
// An object has the digits of its digest as its name, the first two of them as a folder, in a directory and in a store alike. So sha256sum
// checks it, and any tool can copy it.
package objects
