package dataidlist

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// KeyType is the type of a dimension's values.
type KeyType uint8

const (
	// String values are non-empty valid UTF-8, compared as bytes.
	String KeyType = iota
	// Int64 values are 0 … 2^63−1.
	Int64
)

// String gives "string" or "int64", as in the header of the digest.
func (t KeyType) String() string {
	if t == Int64 {
		return "int64"
	}
	return "string"
}

// Dimension is one axis of DataIds, such as visit or detector.
type Dimension struct {
	Name     string
	Type     KeyType
	Requires []string // a value means something only with values of these
	Implies  []string // a value fixes the values of these
}

// Universe is an immutable set of dimensions in canonical rank
// (FORMAT.md 1.1, 2). Its methods are safe for concurrent use.
type Universe struct {
	namespace string
	version   int
	dims      []Dimension
	rank      map[string]int
}

// reservedNames have a meaning of their own in the rows of files
// (FORMAT.md 4).
var reservedNames = [...]string{"reason", "reasons", "dataId"}

// DefaultVersion is the daf_butler universe that is meant where none is named.
const DefaultVersion = 8

//go:embed daf_butler.txt
var dafButlerText string

// DafButler returns a published universe of the Butler, version 0 to 8.
func DafButler(version int) (*Universe, error) {
	if version < 0 || version > DefaultVersion {
		return nil, fmt.Errorf("universe daf_butler/%d is not known: versions 0 to %d are built in; load another from a YAML file", version, DefaultVersion)
	}
	var dims []Dimension
	for line := range strings.Lines(dafButlerText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		ds, err := parseDimension(line, version)
		if err != nil {
			return nil, err
		}
		dims = append(dims, ds...)
	}
	return NewUniverse("daf_butler", version, dims)
}

// parseDimension reads a line of daf_butler.txt: no dimension where the line
// is of other versions, several where the name has levels.
func parseDimension(line string, version int) ([]Dimension, error) {
	f := strings.Fields(line)
	low, high, err := parseLevels(f[0], "-")
	if err != nil || len(f) < 3 {
		return nil, fmt.Errorf("daf_butler.txt: bad line %q", line)
	}
	if version < low || version > high {
		return nil, nil
	}
	d := Dimension{Name: f[2]}
	if f[1] == "int64" {
		d.Type = Int64
	}
	for i := 3; i+1 < len(f); i += 2 {
		names := strings.Split(f[i+1], ",")
		if f[i] == "requires" {
			d.Requires = names
		} else {
			d.Implies = names
		}
	}
	stem := strings.TrimRight(d.Name, "0123456789.")
	if !strings.Contains(d.Name, "..") {
		return []Dimension{d}, nil
	}
	low, high, err = parseLevels(d.Name[len(stem):], "..")
	if err != nil {
		return nil, err
	}
	var dims []Dimension
	for level := low; level <= high; level++ {
		dims = append(dims, Dimension{Name: stem + strconv.Itoa(level), Type: d.Type})
	}
	return dims, nil
}

func parseLevels(s, sep string) (low, high int, err error) {
	a, b, ok := strings.Cut(s, sep)
	if !ok {
		return 0, 0, fmt.Errorf("daf_butler.txt: bad range %q", s)
	}
	if low, err = strconv.Atoi(a); err != nil {
		return 0, 0, err
	}
	high, err = strconv.Atoi(b)
	return low, high, err
}

// NewUniverse makes a universe. The order of dims is the canonical rank among
// the string and among the int dimensions; nothing of it is kept. It returns an
// error if the version is negative, a name is bad or used twice, or if a
// dimension requires or implies one that is absent.
func NewUniverse(namespace string, version int, dims []Dimension) (*Universe, error) {
	switch {
	case !isName(namespace):
		return nil, fmt.Errorf("universe: %s is not a namespace: use up to %d letters, digits and underscores", Quote(namespace), MaxNameLen)
	case version < 0:
		return nil, fmt.Errorf("universe: version %d of %s is negative: versions count from 0", version, namespace)
	}
	u := &Universe{namespace: namespace, version: version, dims: slices.Clone(dims), rank: make(map[string]int, len(dims))}
	if len(dims) == 0 {
		return nil, fmt.Errorf("universe %s: no dimensions", u)
	}
	for i, d := range u.dims {
		if !isName(d.Name) {
			return nil, fmt.Errorf("universe %s: %s is not a dimension name: use up to %d letters, digits and underscores", u, Quote(d.Name), MaxNameLen)
		}
		if slices.Contains(reservedNames[:], d.Name) {
			return nil, fmt.Errorf("universe %s: a dimension cannot be called %s, which has a meaning of its own in files", u, d.Name)
		}
		if _, dup := u.rank[d.Name]; dup {
			return nil, fmt.Errorf("universe %s: dimension %s is declared twice", u, d.Name)
		}
		if d.Type != String && d.Type != Int64 {
			return nil, fmt.Errorf("universe %s: dimension %s has unknown type %d", u, d.Name, d.Type)
		}
		u.rank[d.Name] = i
		u.dims[i] = d.clone()
	}
	for _, d := range u.dims {
		for _, other := range slices.Concat(d.Requires, d.Implies) {
			if _, ok := u.rank[other]; !ok {
				return nil, fmt.Errorf("universe %s: dimension %s requires or implies %s, which is not declared", u, d.Name, Quote(other))
			}
			if other == d.Name {
				return nil, fmt.Errorf("universe %s: dimension %s requires or implies itself", u, d.Name)
			}
		}
	}
	if err := u.checkCycles(); err != nil {
		return nil, err
	}
	return u, nil
}

// checkCycles refuses a dimension that, step by step, requires or implies
// itself: no key would fix it.
func (u *Universe) checkCycles() error {
	const open, done = 1, 2
	state := make([]int, len(u.dims))
	var visit func(i int) error
	visit = func(i int) error {
		switch state[i] {
		case open:
			return fmt.Errorf("universe %s: dimension %s requires or implies itself through others", u, u.dims[i].Name)
		case done:
			return nil
		}
		state[i] = open
		for _, other := range slices.Concat(u.dims[i].Requires, u.dims[i].Implies) {
			if err := visit(u.rank[other]); err != nil {
				return err
			}
		}
		state[i] = done
		return nil
	}
	for i := range u.dims {
		if err := visit(i); err != nil {
			return err
		}
	}
	return nil
}

// isName reports whether s can be a namespace or a dimension: letters, digits
// and underscores, not starting with a digit.
func isName(s string) bool {
	if s == "" || len(s) > MaxNameLen || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// Namespace returns the namespace, which is part of the digest.
func (u *Universe) Namespace() string { return u.must().namespace }

// Version returns the version, which is not part of the digest.
func (u *Universe) Version() int { return u.must().version }

// String gives NAMESPACE/VERSION.
func (u *Universe) String() string {
	if u == nil {
		u = &Universe{}
	}
	return fmt.Sprintf("%s/%d", u.namespace, u.version)
}

// Dimensions returns a new slice of the dimensions in canonical rank.
func (u *Universe) Dimensions() []Dimension {
	dims := slices.Clone(u.must().dims)
	for i, d := range dims {
		dims[i] = d.clone()
	}
	return dims
}

// Dimension returns the dimension of that name, and whether there is one.
func (u *Universe) Dimension(name string) (Dimension, bool) {
	d, ok := u.must().dimension(name)
	return d.clone(), ok
}

// dimension is Dimension without a copy.
func (u *Universe) dimension(name string) (Dimension, bool) {
	i, ok := u.rank[name]
	if !ok {
		return Dimension{}, false
	}
	return u.dims[i], true
}

// clone gives the dimension with slices of its own.
func (d Dimension) clone() Dimension {
	d.Requires, d.Implies = slices.Clone(d.Requires), slices.Clone(d.Implies)
	return d
}
