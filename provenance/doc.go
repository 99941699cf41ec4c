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
// That keeps anyone from changing a part of a history. Whoever owns all of it could still write it anew from the beginning. A [Checkpoint], which is the
// last event of every stream, signed in an [Envelope] and kept elsewhere, finds that out. Keys are Ed25519 and made by openssl.
//
// # What leaves a notebook
//
// Package bundle has records with all that they rest on, to be checked offline. An [Account] is what a campaign did in plain values, from which packages
// make the documents that others defined: intoto (in-toto statements), prov (W3C PROV-JSON), rocrate (RO-Crate) and openlineage (OpenLineage).
//
// FORMAT.md says what every byte of events, checkpoints and bundles means, with an example that a test compares.
//
// Start with [Event], [Chain] and [Checkpoint].
package provenance
