// Package refusals makes and runs the negative vectors (FORMAT.md 7.2): files
// in testdata/vectors/refuse, each with one fault, and the layer that must
// refuse it. It has tests only.
//
//	go test ./dataidlist/codec/internal/refusals -update
//
// writes them. A new one is an entry in a table of faults here.
package refusals
