package dataidlist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Derivation says how a list was made: an operation and the digests of what it
// took. It is a tree, since inputs may have derivations of their own, and its
// JSON is what files carry (FORMAT.md 4.0.3). Inputs with equal derivations may
// point to one.
type Derivation struct {
	Operation  string            `json:"operation"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Inputs     []Input           `json:"inputs,omitempty"`
}

// Input is one operand of a [Derivation]. Where a file does not say what it was,
// as in a derivation that was written by hand, its digests are zero.
type Input struct {
	Role       string      `json:"role,omitempty"` // base, include, exclude; empty where all are alike
	Name       string      `json:"name,omitempty"` // the file's name, without its folder
	Digest     Digest      `json:"digest,omitzero"`
	FullDigest FullDigest  `json:"fullDigest,omitzero"`
	Count      uint64      `json:"count"` // DataIds, if the digest is known
	Derivation *Derivation `json:"derivation,omitempty"`
}

// MarshalJSON gives the members that are known, in the order of FORMAT.md 4.0.3.
// Of an empty list the count is known.
func (i Input) MarshalJSON() ([]byte, error) {
	type members Input
	var v any = members(i)
	if i.Digest == (Digest{}) && i.Count == 0 {
		v = struct {
			members
			Count *uint64 `json:"count,omitempty"`
		}{members: members(i)}
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // the caller's encoder does, where that is wanted
	err := e.Encode(v)
	return text.Bytes(), err
}

// InputOf describes a list as an operand. The derivation is a copy of the list's.
func InputOf(role, name string, l *List) Input {
	return Input{Role: role, Name: name, Digest: l.Digest(), FullDigest: l.FullDigest(), Count: l.Count(), Derivation: l.info.Derivation.clone()}
}

// clone returns a copy that shares nothing with d. Derivations within it that are
// equal are one in the copy: else a list that is made of itself again and again
// would have twice as many with each step.
func (d *Derivation) clone() *Derivation {
	c := cloner{copies: map[*Derivation]*Derivation{}, equal: map[string]*Derivation{}}
	return c.clone(d)
}

// A cloner copies the derivations within one.
type cloner struct {
	copies map[*Derivation]*Derivation // nil for one that is being copied
	equal  map[string]*Derivation      // copies by all that is in them
}

func (c cloner) clone(d *Derivation) *Derivation {
	if d == nil {
		return nil
	}
	if known, ok := c.copies[d]; known != nil {
		return known
	} else if ok {
		panic("dataidlist: a Derivation that is within itself: an operation has inputs that were there before it")
	}
	c.copies[d] = nil
	own := &Derivation{d.Operation, maps.Clone(d.Parameters), slices.Clone(d.Inputs)}
	key := fmt.Appendf(nil, "%q %q", own.Operation, own.Parameters)
	for i := range own.Inputs {
		in := &own.Inputs[i]
		in.Derivation = c.clone(in.Derivation)
		key = fmt.Appendf(key, " %q %q %v %v %d %p", in.Role, in.Name, in.Digest, in.FullDigest, in.Count, in.Derivation)
	}
	if known, ok := c.equal[string(key)]; ok {
		own = known
	}
	c.copies[d], c.equal[string(key)] = own, own
	return own
}
