// Package provenance is about proof: that a record says today what it said when it was made, shown to someone who trusts
// neither the machine it was kept on nor this software.
//
// Everything rests on three things that a shell can check. A [Digest] is the SHA-256 of bytes. [Canonical] gives the bytes
// of a JSON document (RFC 8785), so that a document has one digest. An [Event] is such a document that names the digest of
// the event before it in its stream; [Chain] follows a stream and names the first event that does not fit.
//
//	sha256sum 000001.json          the hash of the first event of a stream …
//	jq -r .prev 000002.json        … is what the second says comes before it
//
// Start with [Event], [Chain] and [Canonical].
package provenance
