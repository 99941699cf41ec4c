// Package sqlstore is a [campaign.Store] on database/sql. Packages sqlite and postgres open their databases, bring them up to date
// with [Migrate], and hand them to [New] with a [Dialect]: the few things in which they differ.
//
// # Tables
//
//	events   stream, seq, body        append-only; body is the text of a provenance.Event
//	records  stream, kind, seq, hash, doc
//	numbers  kind, last
//
// and one for each of [campaign.Tables]. Text is compared by its bytes in both databases, so everything has one order. It must
// be valid UTF-8 without NUL, which PostgreSQL cannot keep.
//
// # Statements
//
// Names in statements are those of [campaign.Tables] and of the tables above. Values are always parameters.
package sqlstore
