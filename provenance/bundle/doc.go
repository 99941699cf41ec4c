// Package bundle is a part of a notebook on its own: records with all that they rest on, in files that sha256sum and openssl can check
// where this software is not to be had.
//
// A bundle is a tar archive, or a directory with the same files. [Contents] says what goes into one, [Contents.Write] and
// [Contents.WriteDirectory] make it, [Open] reads it, and [Bundle.Check] names each file that does not fit the others. The same contents
// make the same bytes, and there is only one archive of a set of files, so a byte that was changed anywhere is noticed.
//
// What is in a bundle is what someone sent: reading one is bounded in memory, follows no link, and never leaves the directory.
//
// FORMAT.md, beside the package provenance, says what each byte means.
package bundle
