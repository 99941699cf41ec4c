// Package remote reads and writes objects of object stores, which users name by
// URLs such as s3://bucket/bad.parquet, through another program.
//
// # Why another program
//
// The clients of S3, Google Cloud Storage and Azure would make dataidlist three
// times as large, and each start of it 8 ms slower, in which whole lists are
// read. Most runs need none of them. So, as git does with git-remote-https, a
// command gives URLs to dataidlist-blob, which is beside it or on PATH and has
// the clients in it (package helper), and pays for them only then.
//
// # The protocol
//
//	dataidlist-blob get URL                 the object to stdout
//	dataidlist-blob put URL [--no-clobber]  stdin to the object
//	dataidlist-blob delete URL              away with the object, if it is there
//	dataidlist-blob list URL                what follows in the names that begin so, a line each
//
// Exit code 0 is done; 1 is that there is an object, which --no-clobber keeps;
// with any other the last line of stderr says what went wrong.
//
// What get writes is the object only if the exit code is 0. What put reads is
// in chunks (RFC 9112, section 7.1), the last of which is empty: so the end of
// the object differs from the end of a process that was killed, after which
// nothing is put. An interrupt of the helper leaves nothing either.
//
// A file URL is a file: [Local] gives its path, and no helper is needed.
package remote
