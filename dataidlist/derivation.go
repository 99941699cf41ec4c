package dataidlist

// Derivation says how a list was made: an operation and the digests of what it
// took. It is a tree, since inputs may have derivations of their own, and its
// JSON is what files carry (FORMAT.md 4.0.3).
type Derivation struct {
	Operation  string            `json:"operation"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Inputs     []Input           `json:"inputs,omitempty"`
}

// Input is one operand of a [Derivation].
type Input struct {
	Role       string      `json:"role,omitempty"` // base, include, exclude; empty where all are alike
	Name       string      `json:"name,omitempty"` // the file's name, without its folder
	Digest     Digest      `json:"digest"`
	FullDigest FullDigest  `json:"fullDigest"`
	Count      uint64      `json:"count"`
	Derivation *Derivation `json:"derivation,omitempty"`
}

// InputOf describes a list as an operand.
func InputOf(role, name string, l *List) Input {
	return Input{Role: role, Name: name, Digest: l.Digest(), FullDigest: l.FullDigest(), Count: l.Count(), Derivation: l.info.Derivation}
}
