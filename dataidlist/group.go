package dataidlist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unique"
)

// Group is a dimension group: the required dimensions of a list in canonical
// order, strings first (FORMAT.md 1.2, 2), and the dimensions that they imply.
// A Group is immutable and safe for concurrent use.
type Group struct {
	universe *Universe
	strings  []string
	ints     []string
	implied  []string
	header   string // FORMAT.md 3.1
	shape    unique.Handle[shape]
}

// A shape is what a group is (FORMAT.md 1.2): groups are equal if these are. The
// version of the universe is no part of it.
type shape struct {
	namespace string
	names     string // of the required dimensions in canonical order, each after its length in one byte
	strings   int    // how many of them are string dimensions
	ints      int
}

// cutName gives the first of some names, and those that follow it.
func cutName(names string) (name, rest string) {
	end := 1 + int(names[0])
	return names[1:end], names[end:]
}

// dimensions gives the names in canonical order in a new slice.
func (s shape) dimensions() []string {
	var all []string
	for name, rest := "", s.names; rest != ""; {
		name, rest = cutName(rest)
		all = append(all, name)
	}
	return all
}

// compare orders shapes by namespace, then by names, as tuples.
func (s shape) compare(t shape) int {
	return cmp.Or(strings.Compare(s.namespace, t.namespace), slices.Compare(s.dimensions(), t.dimensions()), cmp.Compare(s.strings, t.strings))
}

// newGroup makes a group of dimensions in canonical order.
func newGroup(u *Universe, strs, ints, implied []string) *Group {
	g := &Group{universe: u, strings: strs, ints: ints, implied: implied}
	g.header = g.digestHeader()
	var names []byte
	for _, name := range g.Dimensions() {
		names = append(append(names, byte(len(name))), name...) // at most MaxNameLen
	}
	g.shape = unique.Make(shape{u.namespace, string(names), len(strs), len(ints)})
	return g
}

// Group returns the group of the named dimensions: they are completed with
// all that they require and imply, and what a member implies is implied. It
// returns an error if a name is unknown or no name is given.
func (u *Universe) Group(names ...string) (*Group, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%w: a group needs at least one dimension", ErrGroup)
	}
	members := map[string]bool{}
	implied := map[string]bool{}
	queue := slices.Clone(names)
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if members[name] {
			continue
		}
		d, ok := u.dimension(name)
		if !ok {
			return nil, fmt.Errorf("%w: universe %s has no dimension %s", ErrGroup, u, Quote(name))
		}
		members[name] = true
		for _, other := range d.Implies {
			implied[other] = true
		}
		queue = append(queue, d.Requires...)
		queue = append(queue, d.Implies...)
	}
	var strs, ints, others []string
	for _, d := range u.dims {
		switch {
		case !members[d.Name]:
		case implied[d.Name]:
			others = append(others, d.Name)
		case d.Type == String:
			strs = append(strs, d.Name)
		default:
			ints = append(ints, d.Name)
		}
	}
	if n := len(strs) + len(ints); n == 0 || n > MaxDims {
		return nil, fmt.Errorf("%w: a group of %d required dimensions; 1 to %d are possible", ErrGroup, n, MaxDims)
	}
	return newGroup(u, strs, ints, others), nil
}

// digestHeader gives the lines that the digest starts with (FORMAT.md 3.1).
func (g *Group) digestHeader() string {
	var b strings.Builder
	fmt.Fprintf(&b, "dataidlist/1\nnamespace %s\n", g.universe.namespace)
	for _, s := range g.strings {
		fmt.Fprintf(&b, "string %s\n", s)
	}
	for _, s := range g.ints {
		fmt.Fprintf(&b, "int64 %s\n", s)
	}
	b.WriteByte('\n')
	return b.String()
}

// Universe returns the universe that the group was made from.
func (g *Group) Universe() *Universe { return g.must().universe }

// Strings returns a new slice of the required string dimensions in canonical
// order.
func (g *Group) Strings() []string { return slices.Clone(g.must().strings) }

// Ints returns a new slice of the required int dimensions in canonical order.
func (g *Group) Ints() []string { return slices.Clone(g.must().ints) }

// Implied returns a new slice of the dimensions that members of the group imply;
// they are not part of a DataId.
func (g *Group) Implied() []string { return slices.Clone(g.must().implied) }

// Dimensions returns a new slice of the required dimensions in canonical
// order.
func (g *Group) Dimensions() []string { return slices.Concat(g.must().strings, g.ints) }

// String gives the required dimensions in canonical order, as
// {instrument, visit, detector}.
func (g *Group) String() string {
	if g.isZero() {
		return "{}"
	}
	return "{" + strings.Join(g.Dimensions(), ", ") + "}"
}

// Has reports whether the dimension is one of the required ones.
func (g *Group) Has(dimension string) bool {
	return slices.Contains(g.must().strings, dimension) || slices.Contains(g.ints, dimension)
}

// Equal reports whether two groups have the same namespace and the same
// required dimensions; the versions of their universes do not matter.
func (g *Group) Equal(h *Group) bool { return g.must().shape == h.must().shape }

// Covers reports whether h is g or coarser: of the same namespace, with no
// required dimension that g lacks.
func (g *Group) Covers(h *Group) bool { return g.must().lacks(h.must()) == "" }

// lacks names what keeps g from covering h, and is empty if nothing does.
// Universes of one namespace may differ in the types and ranks of dimensions.
func (g *Group) lacks(h *Group) string {
	if g.universe.namespace != h.universe.namespace {
		return "namespace " + h.universe.namespace
	}
	for _, name := range h.Dimensions() {
		if !g.Has(name) {
			return "dimension " + name
		}
	}
	if !isSubsequence(h.strings, g.strings) || !isSubsequence(h.ints, g.ints) {
		return "dimensions of other types or in another order"
	}
	return ""
}

// isSubsequence reports whether all of part is in whole, in the same order.
func isSubsequence(part, whole []string) bool {
	for _, name := range part {
		i := slices.Index(whole, name)
		if i < 0 {
			return false
		}
		whole = whole[i+1:]
	}
	return true
}

// Determinants returns the sets of required dimensions that each fix the
// value of an implied one: {instrument, visit} for band in the group
// {instrument, visit, detector}. Two DataIds that agree in one of these sets and
// differ in the implied dimension contradict each other (FORMAT.md 1.4). The
// slices are the caller's; the dimensions of a set are in canonical order.
func (g *Group) Determinants(implied string) [][]string {
	if !slices.Contains(g.must().implied, implied) {
		return nil
	}
	var sets [][]string
	for _, key := range g.keys(implied, nil) {
		set := slices.DeleteFunc(g.Dimensions(), func(name string) bool { return !slices.Contains(key, name) })
		if !slices.ContainsFunc(sets, func(s []string) bool { return slices.Equal(s, set) }) {
			sets = append(sets, set)
		}
	}
	return sets
}

// keys gives the sets of required dimensions that each fix a member of the
// group: itself and what it requires, or those of the members that imply it.
// Open are the members whose sets are being made, to which it adds nothing.
func (g *Group) keys(member string, open []string) (keys [][]string) {
	if slices.Contains(open, member) {
		return [][]string{nil}
	}
	open = append(slices.Clip(open), member)
	if !g.Has(member) {
		for _, d := range g.universe.dims {
			if slices.Contains(d.Implies, member) && (g.Has(d.Name) || slices.Contains(g.implied, d.Name)) {
				keys = append(keys, g.keys(d.Name, open)...)
			}
		}
		return keys
	}
	keys = [][]string{{member}}
	d, _ := g.universe.dimension(member)
	for _, name := range d.Requires {
		var longer [][]string
		for _, more := range g.keys(name, open) {
			for _, key := range keys {
				longer = append(longer, slices.Concat(key, more))
			}
		}
		keys = longer
	}
	return keys
}
