// Package tailset holds immutable sets of uint32 values: the tails, that is
// the low 32 bits, of the packed DataId keys that share one head.
//
// The dimensions of a focal plane make a set of tails take one of three
// shapes: a few runs (all detectors of a range of visits), many regular runs
// (the same 189 detectors of each of 575 visits), or no order at all (a tenth
// of the detectors, chosen by weather). A [Set] therefore has two forms:
//
//   - the run form, a sorted slice of maximal runs; the empty set and the set
//     of one run live in the Set value itself and own no memory;
//   - the bitmap form, a roaring bitmap.
//
// The content of a set alone decides its form (see the rule at bitmapForm), so
// equal sets have equal forms whichever way they were made, and every
// operation ends by asking that rule.
//
// Operations on two sets in run form are merge sweeps over two slices;
// operations on two bitmaps are roaring's own; where the forms differ, the
// runs become a bitmap first. Runs leave a bitmap, and enter it, through
// roaring's portable serialization, one container of 65 536 values at a time
// and never value by value.
//
// Sets are immutable. No operation changes an operand, not even a bitmap's
// copy-on-write marks, so sets may be shared freely between goroutines, and a
// result may share memory with its operands.
package tailset
