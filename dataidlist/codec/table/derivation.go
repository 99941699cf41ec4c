package table

import (
	"encoding/json"

	"github.com/skycampaign/skycampaign/dataidlist"
)

const (
	// maxDerivations is how many derivations a header has within each other.
	// Each is three levels of JSON, of which readers accept 64 (FORMAT.md 4.0.3).
	maxDerivations = 21
	// maxRecord is how many bytes of JSON the derivations of a header have.
	maxRecord = 512 << 10
)

// A step is a derivation in a header that is being made.
type step struct {
	from, to *dataidlist.Derivation
	outer    *step // in which it is; nil if it is that of the list
}

// within reports whether s is other, or in it.
func (s *step) within(other *step) bool {
	for ; s != nil; s = s.outer {
		if s == other {
			return true
		}
	}
	return false
}

// recorded returns a derivation as headers have it. What one list is derived
// from is in it once, at its outermost place and of these the first: where
// lists are made of each other again and again, it would grow exponentially.
// Derivations that pass a limit are left out, the innermost first; the digests
// of their lists remain.
func recorded(d *dataidlist.Derivation) *dataidlist.Derivation {
	if d == nil {
		return nil
	}
	type list struct {
		digest dataidlist.Digest
		full   dataidlist.FullDigest
	}
	root, size := outermost(d)
	if size > maxRecord {
		return nil
	}
	known := map[list]*step{}
	level := []*step{{from: d, to: root}}
	for depth := 1; depth < maxDerivations; depth++ {
		var next []*step
		for _, s := range level {
			for i, input := range s.from.Inputs {
				of := list{input.Digest, input.FullDigest}
				// A list that is in its own derivation, as after a conversion, was
				// made in another way there.
				if input.Derivation == nil || known[of] != nil && !s.within(known[of]) {
					continue
				}
				inner, more := outermost(input.Derivation)
				if size += more; size > maxRecord {
					return root
				}
				s.to.Inputs[i].Derivation = inner
				known[of] = &step{from: input.Derivation, to: inner, outer: s}
				next = append(next, known[of])
			}
		}
		level = next
	}
	return root
}

// outermost returns a derivation without those within it, and how many bytes
// its member takes in JSON.
func outermost(d *dataidlist.Derivation) (*dataidlist.Derivation, int) {
	c := *d
	c.Inputs = append([]dataidlist.Input(nil), d.Inputs...)
	for i := range c.Inputs {
		c.Inputs[i].Derivation = nil
	}
	text, err := json.Marshal(&c)
	if err != nil {
		panic(err) // strings, numbers and digests always have JSON
	}
	return &c, len(`,"derivation":`) + len(text)
}
