package dataidlist

import "fmt"

// A nil or zero Universe, Group, List, Builder or Index is of no use. Functions
// that return an error refuse it with one that wraps ErrGroup, others panic; both
// say what makes a good one. (The zero DataID is of no group, and just that.)
const (
	zeroUniverse = "a nil or zero Universe: universes are made by DafButler and NewUniverse"
	zeroGroup    = "a nil or zero Group: groups are made by Universe.Group"
	zeroList     = "a nil or zero List: lists are made by a Builder, by operations on lists, and by the readers of package codec"
	zeroBuilder  = "a nil or zero Builder: builders are made by NewBuilder"
	zeroIndex    = "a nil or zero Index: indexes are opened by OpenIndex"
)

func (u *Universe) isZero() bool { return u == nil || u.rank == nil }

// check refuses a nil or zero universe.
func (u *Universe) check() error { return refuseZero(u.isZero(), zeroUniverse) }

// must returns the universe and panics if it is nil or zero.
func (u *Universe) must() *Universe {
	if u.isZero() {
		panic("dataidlist: " + zeroUniverse)
	}
	return u
}

func (g *Group) isZero() bool { return g == nil || g.universe == nil }

// check refuses a nil or zero group.
func (g *Group) check() error { return refuseZero(g.isZero(), zeroGroup) }

// must returns the group and panics if it is nil or zero.
func (g *Group) must() *Group {
	if g.isZero() {
		panic("dataidlist: " + zeroGroup)
	}
	return g
}

// IsZero reports whether the list is nil or zero: no list, not an empty one.
func (l *List) IsZero() bool { return l == nil || l.group == nil }

// check refuses a nil or zero list.
func (l *List) check() error { return refuseZero(l.IsZero(), zeroList) }

// must returns the list and panics if it is nil or zero.
func (l *List) must() *List {
	if l.IsZero() {
		panic("dataidlist: " + zeroList)
	}
	return l
}

// checkLists refuses a nil or zero list among others.
func checkLists(lists ...*List) error {
	for _, l := range lists {
		if err := l.check(); err != nil {
			return err
		}
	}
	return nil
}

func (b *Builder) isZero() bool { return b == nil || b.group == nil }

// must returns the builder and panics if it is nil or zero.
func (b *Builder) must() *Builder {
	if b.isZero() {
		panic("dataidlist: " + zeroBuilder)
	}
	return b
}

// check refuses a nil or zero index.
func (x *Index) check() error { return refuseZero(x == nil || x.list == nil, zeroIndex) }

// must returns the index and panics if it is nil or zero.
func (x *Index) must() *Index {
	if x == nil || x.list == nil {
		panic("dataidlist: " + zeroIndex)
	}
	return x
}

func refuseZero(zero bool, sentence string) error {
	if zero {
		return fmt.Errorf("%w: %s", ErrGroup, sentence)
	}
	return nil
}
