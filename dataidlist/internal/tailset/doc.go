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
//   - the bitmap form, a list of containers as roaring has them: the values
//     that share their high 16 bits, in a sorted array or as one bit each.
//
// The content of a set alone decides its form (see the rule at bitmapForm), so
// equal sets have equal forms whichever way they were made, and every
// operation ends by asking that rule.
//
// A set in run form that a file has as repeating steps keeps these (packed.go)
// until someone asks for all its runs. A few runs are intersected with steps or
// subtracted from them as they are (steps.go), and what is left is steps again:
// a night of 575 focal planes is two numbers, and less a few visits a dozen.
//
// Operations on two sets in run form are merge sweeps over two slices (file
// runs.go), and so are those on a run form and a bitmap of few runs. All others
// go container by container (blockwise.go); a set in run form is cut into
// containers on the way, without a copy. Two containers are combined as words,
// 64 values at a time, and the result is counted, values and runs, for the form
// rule. Only where a few values bound the work is there another way
// (combine.go). Roaring has such containers, with arrays up to twice as long, but
// its operations know neither our runs nor their number: only its serialization
// is read and written here (portable.go), and tests have its library for a model.
//
// Sets are immutable. No operation changes an operand, so sets may be shared
// freely between goroutines, and a result shares with its operands what they
// have in common: a whole set, or containers.
package tailset
