package dataidlist

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Builder makes a [List] of DataIds in any order. Canonical order is the fast
// case. [Builder.List] closes it. A Builder is not safe for concurrent use.
type Builder struct {
	group   *Group
	list    *List // nil until it is built
	ids     *storeBuilder
	added   uint64
	wide    int64 // chunks that runs took besides their first, see MaxRangeRuns
	reasons map[Reason]*storeBuilder
	texts   int // bytes of the fields of reasons

	strs []string // of the last run, whose partition key is part
	part string
	ints []int64
}

// NewBuilder returns a builder of lists of the group.
func NewBuilder(g *Group) *Builder {
	return &Builder{
		group:   g,
		ids:     newStoreBuilder(len(g.must().ints)),
		reasons: map[Reason]*storeBuilder{},
		ints:    make([]int64, len(g.ints)),
	}
}

// open refuses to add to a builder that is nil or zero, or whose list is built.
func (b *Builder) open() error {
	if b.isZero() {
		return refuseZero(true, zeroBuilder)
	}
	if b.list != nil {
		return fmt.Errorf("%w: nothing can be added after List; make another with NewBuilder", ErrBuilt)
	}
	return nil
}

// Add adds a DataId, which has these reasons. It returns an error that wraps
// [ErrGroup] if the DataId is of another group, and those of AddRun.
func (b *Builder) Add(d DataID, reasons ...Reason) error {
	if err := b.open(); err != nil {
		return err
	}
	if d.shape != b.group.shape {
		return fmt.Errorf("%w: a DataId of another group in a list of %s", ErrGroup, b.group)
	}
	return b.AddRun(d.Strings(), d.Ints(), 1, reasons...)
}

// AddRun adds the n DataIds that begin with these values and follow each other
// in the last int dimension; all of them have the reasons. The slices are in
// canonical order and not kept. It returns an error that wraps [ErrValue] if a
// value is bad, [ErrLimit] if n is out of bounds or there are too many reasons,
// and [ErrBuilt] after List; the builder is then as it was before.
func (b *Builder) AddRun(strs []string, ints []int64, n int64, reasons ...Reason) error {
	if err := b.open(); err != nil {
		return err
	}
	part, err := b.partition(strs)
	if err != nil {
		return err
	}
	if err := b.checkRun(ints, n); err != nil {
		return err
	}
	targets, err := b.targets(reasons)
	if err != nil {
		return err
	}
	b.wide += beyond(ints, n)
	copy(b.ints, ints)
	b.ids.add(part, b.ints, n)
	for _, t := range targets {
		t.add(part, b.ints, n)
	}
	if b.added += uint64(n); b.added < uint64(n) {
		b.added = math.MaxUint64
	}
	return nil
}

// partition gives the partition key of string values.
func (b *Builder) partition(strs []string) (string, error) {
	if b.part != "" && slices.Equal(strs, b.strs) {
		return b.part, nil
	}
	if len(strs) != len(b.group.strings) {
		return "", fmt.Errorf("%w: %d string values for the group %s", ErrValue, len(strs), b.group)
	}
	for i, s := range strs {
		if err := checkString(s); err != nil {
			return "", fmt.Errorf("%s: %w", b.group.strings[i], err)
		}
	}
	b.part = string(joinStrings(strs))
	b.strs = b.strs[:0]
	for _, s := range strs {
		b.strs = append(b.strs, strings.Clone(s))
	}
	return b.part, nil
}

func (b *Builder) checkRun(ints []int64, n int64) error {
	k := len(b.group.ints)
	if len(ints) != k {
		return fmt.Errorf("%w: %d int values for the group %s", ErrValue, len(ints), b.group)
	}
	for i, v := range ints {
		if v < 0 {
			return fmt.Errorf("%s: %w", b.group.ints[i], errNegative(v))
		}
	}
	switch {
	case n < 1, k == 0 && n != 1, k > 0 && n-1 > math.MaxInt64-ints[k-1]:
		return fmt.Errorf("%w: a run of %d DataIds", ErrValue, n)
	case b.wide+beyond(ints, n) >= MaxRangeRuns:
		return fmt.Errorf("%w: with a range of %d values there are more than %d chunks", ErrLimit, n, MaxRangeRuns)
	}
	return nil
}

// beyond gives about how many chunks a run takes besides its first.
func beyond(ints []int64, n int64) int64 {
	if len(ints) == 1 {
		return (ints[0]+n-1)/ChunkWidth - ints[0]/ChunkWidth
	}
	return (n - 1) / ChunkWidth
}

// targets gives the builders of the sets of DataIds that have the reasons.
func (b *Builder) targets(reasons []Reason) ([]*storeBuilder, error) {
	if len(reasons) == 0 {
		return nil, nil
	}
	targets := make([]*storeBuilder, len(reasons))
	fresh, texts := map[Reason]*storeBuilder{}, b.texts
	for i, r := range reasons {
		if targets[i] = b.reasons[r]; targets[i] != nil {
			continue
		}
		r, err := r.Normal()
		if err != nil {
			return nil, err
		}
		t := cmp.Or(b.reasons[r], fresh[r])
		if t == nil {
			texts += r.size()
			if err := checkReasonSize(len(b.reasons)+len(fresh)+1, texts); err != nil {
				return nil, err
			}
			t = newStoreBuilder(len(b.group.ints))
			fresh[r] = t
		}
		targets[i] = t
	}
	maps.Copy(b.reasons, fresh)
	b.texts = texts
	return targets, nil
}

// Added returns how many DataIds were added, counting repetitions: what
// exceeds the list's count were duplicates.
func (b *Builder) Added() uint64 { return b.must().added }

// List returns the list of all that was added, and closes the builder: it takes
// no more, and gives the same list again.
func (b *Builder) List() *List {
	if b.must().list != nil {
		return b.list
	}
	var reasons []attached
	for r, ids := range b.reasons {
		if s := ids.store(); s.count > 0 {
			reasons = append(reasons, attached{r, string(r.AppendJSON(nil)), s})
		}
	}
	slices.SortFunc(reasons, func(a, b attached) int { return strings.Compare(a.json, b.json) })
	b.list = newList(b.group, b.ids.store(), reasons)
	b.ids, b.reasons = nil, nil
	return b.list
}
