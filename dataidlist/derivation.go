package dataidlist

import (
	"bytes"
	"encoding/json"
)

// Derivation says how a list was made: an operation and the digests of what it
// took. It is a tree, since inputs may have derivations of their own, and its
// JSON is what files carry (FORMAT.md 4.0.3).
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

// InputOf describes a list as an operand.
func InputOf(role, name string, l *List) Input {
	return Input{Role: role, Name: name, Digest: l.Digest(), FullDigest: l.FullDigest(), Count: l.Count(), Derivation: l.info.Derivation}
}
