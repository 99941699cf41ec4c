// Package universe finds the universe that a user names: a published one of the
// Butler, as daf_butler/8, that of another observatory or experiment which comes
// with this package, as cms, or one in a small YAML file.
//
// # Format
//
//	namespace: cms
//	version: 1
//	dimensions:
//	- {name: run, type: int64}
//	- {name: lumi, type: int64, requires: [run]}
//
// The order of the dimensions is their canonical rank (FORMAT.md 2), and with it
// part of what a digest means: a universe that is in use can only be extended at
// its end. A file whose namespace is that of one of [Surveys] keeps to its types
// and order. A dimension has a name, the type string or int64, and lists of
// those that it requires and implies. Everything else is refused.
//
// # Limits
//
// A file is at most 1 MiB long.
package universe
