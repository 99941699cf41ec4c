// Package bucket keeps lists in object stores: S3, Google Cloud Storage, Azure
// Blob Storage, and whatever else gocloud.dev/blob has a driver for.
//
// [ReadList] and [WriteList] are codec.Read and codec.WriteFile for a
// [blob.Bucket]; [Write] is atomicfile.Write for one, with the same promise:
// under its key an object is complete or absent. [OpenURL] opens the bucket of
// an object's URL.
//
// # Drivers
//
// This package imports no driver. A program imports those that it needs, as in
//
//	import _ "gocloud.dev/blob/s3blob"
//
// and pays for them: on linux/amd64 a program that does nothing else grows by
// 15 MB for file, 23 MB for azureblob, 29 MB for s3blob, 49 MB for gcsblob and
// 65 MB for all four, which take 8 ms of its start.
//
// # How objects are read
//
// An object is taken from its first byte to its last by one request, so that a
// list is never made of two versions of it. A format whose table of contents is
// at the end is held in memory up to 16 MiB, and then in a temporary file. The
// canonical file of a whole survey has 2 MiB; requests for ranges would not
// make it faster.
//
// A bucket is also an [io/fs.FS], which codec.ReadFS takes; it has no way to
// hand over a context, though.
package bucket
