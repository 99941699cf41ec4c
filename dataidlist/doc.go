// Package dataidlist implements lists of DataIds: which visits, detectors, tracts and
// patches of a telescope survey go into a processing campaign, and why.
//
// A [List] is an immutable set of DataIds over one dimension [Group] of a
// [Universe], with the reasons that some of them have. Set algebra works on
// hundreds of millions of DataIds, and a [Digest] identifies the set: it is the
// same on every machine and in every file format, and always computed from the
// DataIds in memory. FORMAT.md beside this file is the specification.
//
// Make a list with a [Builder], or read one with the package codec below this
// one; cut it with [Apply]; and pin it by [List.Digest].
//
// # Reasons
//
// A DataId has zero or more reasons, each with a text and, optionally, source,
// author, time and URL. What the operations do to them:
//
//   - [Union] and [SymmetricDifference] keep all reasons of what they keep.
//   - [Intersect], [Subtract], [List.Matching], [List.NotMatching],
//     [List.Filter], [List.Sample] and the Split methods keep those of the
//     (left) list.
//   - [List.Project] gives a coarser DataId all reasons of what became it.
//   - [List.Expand] gives a finer DataId those of what it came from.
//   - [Apply] keeps those of the base, and reports what it removed by the
//     reasons of the lists that removed it.
//
// # How it works
//
// The string values of a DataId name a partition. The int values are bit
// fields side by side: the low 32 bits are a place in a block, the rest are the
// block's number (layout.go). A block's places are a set of runs, or a bitmap in
// the manner of roaring where runs would be larger (internal/tailset). So a night
// of visits with full focal planes is a block of a few hundred runs, and a list is
// a sorted array of blocks (store.go). Operations lay the blocks of their
// operands side by side (zip.go) or look up what a coarser list says of a block
// (join.go), on all processors. Chunks, of which the digest is made, are
// neighbouring blocks (digest.go).
//
// # Guarantees
//
// Lists never change and may be used by any number of goroutines; a [Builder]
// takes no more once it has given its list. All results are independent of the
// order of input and of GOMAXPROCS. The digest dil1 of a set never changes; any
// other definition gets another prefix.
//
// What functions and iterators return belongs to the caller, to keep and to
// change; what they are given they do not keep, but for lists, groups and
// universes. A [DataID] is a value: two of equal groups with equal values are ==
// and one key of a map, wherever they come from.
//
// DataIDs, groups and universes have the JSON of FORMAT.md, and are not
// unmarshalled, since each needs something besides; a list is written and read by
// the package codec. A nil or zero list, group, universe or builder is an error
// that wraps [ErrGroup], or a panic that says what makes one.
//
// # Limits
//
// Int values are 0 to 2^63−1, string values non-empty valid UTF-8 of at most
// [MaxValueLen] bytes. The constants of this package are the other limits of a
// list, and FORMAT.md 5 has those of files.
//
// Memory follows the number of runs, not of DataIds: hundreds of millions of
// visits and detectors are some megabytes. Ids that are not numbered in a row are
// a run each, and where also each is a chunk of its own, as the source ids of Gaia
// are, a list with its digest takes some 130 bytes a DataId.
package dataidlist
