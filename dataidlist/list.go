package dataidlist

import (
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"
)

// List is an immutable set of DataIds of one group, with the reasons of some
// of them (FORMAT.md 1). All methods are safe for concurrent use. Lists are
// made by a [Builder], by the operations of this package, and by the readers
// of its codecs.
type List struct {
	group   *Group
	ids     *store
	reasons []attached // in order of their canonical JSON
	info    Info
	memo    *memo
}

// Info is what a list carries besides its DataIds and reasons. No digest
// covers it.
type Info struct {
	Title       string
	Description string
	Derivation  *Derivation // how the list was made; nil if not known
}

// memo has what is computed of the DataIds and reasons of a list, once. What
// panics does so each time, and never leaves a value that was not computed.
type memo struct {
	digest func() digested
	full   func() FullDigest
	sums   func() []uint64
}

func newList(g *Group, ids *store, reasons []attached) *List {
	l := &List{group: g, ids: ids, reasons: reasons}
	l.memo = &memo{sync.OnceValue(l.hash), sync.OnceValue(l.hashAll), sync.OnceValue(l.count)}
	return l
}

// Empty returns the list of a group without DataIds.
func Empty(g *Group) *List {
	return newList(g, newAppender(newLayout(len(g.must().ints), nil)).store(), nil)
}

// Group returns the group.
func (l *List) Group() *Group { return l.must().group }

// Count returns the number of DataIds.
func (l *List) Count() uint64 { return l.must().ids.count }

// Info returns title, description and derivation, which is a copy.
func (l *List) Info() Info {
	info := l.must().info
	info.Derivation = info.Derivation.clone()
	return info
}

// WithInfo returns the same list with other title, description and
// derivation, of which it keeps a copy. It panics if the derivation is within
// itself.
func (l *List) WithInfo(info Info) *List {
	m := *l.must()
	m.info = info
	m.info.Derivation = info.Derivation.clone()
	return &m
}

// WithoutReasons returns the same DataIds without reasons.
func (l *List) WithoutReasons() *List {
	m := newList(l.must().group, l.ids, nil)
	m.info = l.info
	return m
}

// Because returns the list with a reason added to all its DataIds. It returns the
// error of [Reason.Normal], or one that wraps [ErrLimit] if there are too many
// reasons.
func (l *List) Because(r Reason) (*List, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	r, err := r.Normal()
	if err != nil {
		return nil, err
	}
	if l.ids.count == 0 {
		return l, nil
	}
	reasons, err := mergeReasons(l.reasons, []attached{{r, string(r.AppendJSON(nil)), l.ids}})
	if err != nil {
		return nil, err
	}
	m := newList(l.group, l.ids, reasons)
	m.info = l.info
	return m, nil
}

// WithReasons returns the list with more reasons, each for those of its
// DataIds that are also in the list given with it; a nil sequence has none. It
// returns the error of [Reason.Normal], or one that wraps [ErrGroup] if groups
// differ, and [ErrLimit] if there are too many reasons.
func (l *List) WithReasons(more iter.Seq2[Reason, *List]) (*List, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if more == nil {
		return l, nil
	}
	var added []attached
	for r, who := range more {
		r, err := r.Normal()
		if err != nil {
			return nil, err
		}
		if err := who.check(); err != nil {
			return nil, fmt.Errorf("the DataIds of the reason %s: %w", Quote(r.Text), err)
		}
		if !who.group.Equal(l.group) {
			return nil, fmt.Errorf("%w: a reason for DataIds of %s in a list of %s", ErrGroup, who.group, l.group)
		}
		added = append(added, attached{r, string(r.AppendJSON(nil)), who.ids})
	}
	reasons, err := mergeReasons(l.reasons, restrict(added, l.ids))
	if err != nil {
		return nil, err
	}
	m := newList(l.group, l.ids, reasons)
	m.info = l.info
	return m, nil
}

// Reasons returns the distinct reasons in order of their canonical JSON, each
// with the list of the DataIds that have it; those lists have no reasons.
func (l *List) Reasons() iter.Seq2[Reason, *List] {
	l.must()
	return func(yield func(Reason, *List) bool) {
		for _, a := range l.reasons {
			if !yield(a.reason, newList(l.group, a.ids, nil)) {
				return
			}
		}
	}
}

// NumReasons returns the number of distinct reasons.
func (l *List) NumReasons() int { return len(l.must().reasons) }

// ReasonsOf returns the reasons of a DataId, in the order of [List.Reasons].
func (l *List) ReasonsOf(d DataID) []Reason {
	var found []Reason
	part, ints, ok := l.place(d)
	for i := 0; ok && i < len(l.reasons); i++ {
		if l.reasons[i].ids.contains(part, ints) {
			found = append(found, l.reasons[i].reason)
		}
	}
	return found
}

// place gives the partition key and int values of a DataId of the list's
// group.
func (l *List) place(d DataID) (part string, ints []int64, ok bool) {
	if d.shape != l.must().group.shape {
		return "", nil, false
	}
	return d.key[:len(d.key)-8*len(l.group.ints)], d.Ints(), true
}

// Contains reports whether the DataId is in the list. One of another group
// never is.
func (l *List) Contains(d DataID) bool {
	part, ints, ok := l.place(d)
	return ok && l.ids.contains(part, ints)
}

// count gives the number of DataIds before each block.
func (l *List) count() []uint64 {
	sums, n := make([]uint64, len(l.ids.sets)), uint64(0)
	for i, set := range l.ids.sets {
		sums[i] = n
		n += set.Count()
	}
	return sums
}

// Rank returns how many DataIds of the list come before d in canonical order.
// It returns an error that wraps [ErrGroup] if d is of another group.
func (l *List) Rank(d DataID) (uint64, error) {
	if err := l.check(); err != nil {
		return 0, err
	}
	part, ints, ok := l.place(d)
	if !ok {
		return 0, fmt.Errorf("%w: rank of a DataId of another group than %s", ErrGroup, l.group)
	}
	s, lay := l.ids, l.ids.lay
	p, found := slices.BinarySearch(s.parts, part)
	if !found {
		return l.before(s.first[p]), nil
	}
	if !lay.fits(ints) {
		// Larger than what the layout can hold in some dimension: take the
		// largest place before it.
		ints = slices.Clone(ints)
		for i := 1; i < len(ints); i++ {
			if w := lay.widths[i]; ints[i]>>w != 0 {
				for ; i < len(ints); i++ {
					ints[i] = 1<<lay.widths[i] - 1
				}
				return l.rankAt(p, ints, 1), nil
			}
		}
	}
	return l.rankAt(p, ints, 0), nil
}

// rankAt counts the DataIds before a place, or up to it where more is 1.
func (l *List) rankAt(part int, ints []int64, more uint64) uint64 {
	s := l.ids
	head := make([]uint64, s.lay.heads)
	s.lay.head(head, ints)
	i, ok := s.find(part, head)
	n := l.before(i)
	if !ok {
		return n
	}
	at := s.lay.tail(ints)
	n += s.sets[i].Rank(at)
	if more == 1 && s.sets[i].Contains(at) {
		n++
	}
	return n
}

func (l *List) before(block int) uint64 {
	if block == len(l.ids.sets) {
		return l.ids.count
	}
	return l.memo.sums()[block]
}

// Select returns the i-th DataId in canonical order, counted from 0, and
// whether there is one.
func (l *List) Select(i uint64) (DataID, bool) {
	if i >= l.must().ids.count {
		return DataID{}, false
	}
	part, ints := l.at(i)
	return l.group.dataID([]byte(l.ids.parts[part]), ints), true
}

// at gives the partition and the int values of a rank below the count.
func (l *List) at(rank uint64) (part int, ints []int64) {
	s, sums := l.ids, l.memo.sums()
	block := sort.Search(len(sums), func(b int) bool { return sums[b] > rank }) - 1
	ints = make([]int64, len(l.group.ints))
	s.lay.ints(ints, s.head(block), s.sets[block].Select(rank-sums[block]))
	return s.partOf(block), ints
}

// Equal reports whether two lists have equal groups and the same DataIds.
// Reasons do not matter; compare [List.FullDigest] for those.
func (l *List) Equal(m *List) bool {
	return l.must().group.Equal(m.must().group) && l.ids.equal(m.ids)
}

// sameReasons reports whether two lists with equal groups have the same reasons,
// each for the same DataIds.
func (l *List) sameReasons(m *List) bool {
	return slices.EqualFunc(l.reasons, m.reasons, func(a, b attached) bool { return a.json == b.json && a.ids.equal(b.ids) })
}

// SubsetOf reports whether every DataId of l is in m. It returns an error
// that wraps [ErrGroup] if the groups differ.
func (l *List) SubsetOf(m *List) (bool, error) {
	if err := l.check(); err != nil {
		return false, err
	}
	rest, err := Subtract(l.WithoutReasons(), m)
	return err == nil && rest.Count() == 0, err
}

// String gives the group, the count and the digest in its short form.
func (l *List) String() string {
	if l.IsZero() {
		return "no list"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d DataIds %s", l.group, l.Count(), l.Digest().Short())
	return b.String()
}
