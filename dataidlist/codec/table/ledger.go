package table

import (
	"slices"
	"sort"
)

// A ledger keeps what rows have told of points, which are sequences of ints:
// one value of each, and a row that told it. Points that differ in their last
// int only are kept together, so that a range costs as much as a point.
//
// Adding one entry makes at most two more, and replaces those that it covers.
// So the memory follows the entries that were added, and the time to add one
// is that of a search, on average.
type ledger struct {
	pages [][]int64 // entries one behind the other, in the order of their points; no page is empty
	ends  []int64   // copies of the last entries of the pages, side by side for the search
}

// pageEntries is how many entries a page has at most.
const pageEntries = 256

// An entry is what rows have told of points that follow each other in their
// last int. Its ints are those of the first point, the last int of the last
// point, the value, and the row: that of the first point if the rows follow
// each other as the points do, or, inverted, the one row of all points.
// Entries of one ledger have the same length and no point in common.
type entry []int64

// beside is how many ints an entry has besides those of its first point.
const beside = 3

// set sets all of an entry but the ints of its first point.
func (e entry) set(last, value, row int64) {
	if last != e.first() {
		row = ^row
	}
	copy(e[len(e)-beside:], []int64{last, value, row})
}

func (e entry) lead() []int64 { return e[:len(e)-beside-1] } // of the points, all but the last int
func (e entry) first() int64  { return e[len(e)-beside-1] }
func (e entry) last() int64   { return e[len(e)-beside] }
func (e entry) value() int64  { return e[len(e)-2] }

// rowOf gives the row that has told the point with that last int.
func (e entry) rowOf(at int64) int64 {
	if row := e[len(e)-1]; row >= 0 {
		return row + (at - e.first())
	}
	return ^e[len(e)-1]
}

// meets reports whether two entries have a point in common.
func (e entry) meets(other entry) bool {
	return e.first() <= other.last() && other.first() <= e.last() && slices.Equal(e.lead(), other.lead())
}

// before reports whether all points of the entry come before those of another.
func (e entry) before(other entry) bool {
	c := slices.Compare(e.lead(), other.lead())
	return c < 0 || c == 0 && e.last() < other.first()
}

// part gives the entry for fewer of its points.
func (e entry) part(first, last int64) entry {
	p := slices.Clone(e)
	if p[len(p)-1] >= 0 {
		p[len(p)-1] = e.rowOf(first)
	}
	p[len(p)-beside-1], p[len(p)-beside] = first, last
	return p
}

// extend takes in another entry, if that is the next point, told by the next
// row. It reports whether it is.
func (e entry) extend(by entry) bool {
	at := by.first()
	if e[len(e)-1] < 0 || e.last()+1 != at || by.last() != at || e.rowOf(at) != by.rowOf(at) ||
		e.value() != by.value() || !slices.Equal(e.lead(), by.lead()) {
		return false
	}
	e[len(e)-beside] = at
	return true
}

// A ledgerPlace is where an entry is: in a page, the int with which it begins.
// Behind the last entry is the begin of a page that is not there.
type ledgerPlace struct{ page, at int }

// find gives the place of the first entry that is not before e.
func (l *ledger) find(e entry) ledgerPlace {
	n, w := len(l.pages), len(e)
	if n == 0 || entry(l.ends[(n-1)*w:]).before(e) {
		return ledgerPlace{page: n} // as it is in sorted rows
	}
	page := search(l.ends, e) / w
	return ledgerPlace{page, search(l.pages[page], e)}
}

// search gives where in entries the first is that is not before e.
func search(entries []int64, e entry) int {
	w := len(e)
	return w * sort.Search(len(entries)/w, func(i int) bool { return !entry(entries[i*w : i*w+w]).before(e) })
}

// at gives the entry at a place, nil if there is none.
func (l *ledger) at(p ledgerPlace, w int) entry {
	if p.page == len(l.pages) {
		return nil
	}
	return l.pages[p.page][p.at : p.at+w]
}

// previous gives the entry before a place, nil if there is none.
func (l *ledger) previous(p ledgerPlace, w int) entry {
	switch {
	case p.at > 0:
		return l.pages[p.page][p.at-w : p.at]
	case p.page > 0:
		page := l.pages[p.page-1]
		return page[len(page)-w:]
	}
	return nil
}

// against returns the first entry that has another value for a point of e, nil
// if there is none, and what find gives.
func (l *ledger) against(e entry) (other entry, found ledgerPlace) {
	w := len(e)
	found = l.find(e)
	for p := found; ; {
		other := l.at(p, w)
		switch {
		case other == nil || !other.meets(e):
			return nil, found
		case other.value() != e.value():
			return other, found
		}
		if p.at += w; p.at == len(l.pages[p.page]) {
			p = ledgerPlace{page: p.page + 1}
		}
	}
}

// add adds an entry at the place that find gives. There must be none against
// it. It is not kept.
func (l *ledger) add(p ledgerPlace, e entry) {
	w := len(e)
	known := l.at(p, w)
	switch {
	case known == nil || !known.meets(e):
		if before := l.previous(p, w); before == nil || !before.extend(e) {
			l.insert(p, w, e)
		} else if p.at == 0 {
			l.mark(p.page-1, w)
		}
	case known.first() > e.first() || known.last() < e.last():
		l.insert(p, w, l.replace(p, e))
	}
}

// replace removes the entries from a place on that have a point in common with
// e. It returns e, and before and behind it what they have besides.
func (l *ledger) replace(p ledgerPlace, e entry) (entries []int64) {
	w := len(e)
	if known := l.at(p, w); known.first() < e.first() {
		entries = known.part(known.first(), e.first()-1)
	}
	entries = append(entries, e...)
	for p.page < len(l.pages) {
		page := l.pages[p.page]
		end := p.at
		for ; end < len(page); end += w {
			known := entry(page[end : end+w])
			if !known.meets(e) {
				break
			}
			if known.last() > e.last() {
				entries = append(entries, known.part(e.last()+1, known.last())...)
			}
		}
		more := end == len(page)
		if p.at == 0 && more {
			l.pages = slices.Delete(l.pages, p.page, p.page+1)
			l.ends = slices.Delete(l.ends, p.page*w, p.page*w+w)
			continue
		}
		l.pages[p.page] = slices.Delete(page, p.at, end)
		if !more {
			break
		}
		p = ledgerPlace{page: p.page + 1}
	}
	return entries
}

// insert inserts entries, at most three, at a place.
func (l *ledger) insert(p ledgerPlace, w int, entries []int64) {
	if n := len(l.pages); p.page == n {
		if n == 0 || len(l.pages[n-1])+len(entries) > pageEntries*w {
			l.addPage(n, w, slices.Clone(entries))
			return
		}
		p = ledgerPlace{n - 1, len(l.pages[n-1])}
	}
	page := slices.Insert(l.pages[p.page], p.at, entries...)
	if len(page) > pageEntries*w {
		half := len(page) / w / 2 * w
		l.addPage(p.page+1, w, slices.Clone(page[half:]))
		page = page[:half]
	}
	l.pages[p.page] = page
	l.mark(p.page, w)
}

// addPage makes a page the one of that number.
func (l *ledger) addPage(number, w int, page []int64) {
	l.pages = slices.Insert(l.pages, number, page)
	l.ends = slices.Insert(l.ends, number*w, page[len(page)-w:]...)
}

// mark copies the last entry of a page that has changed.
func (l *ledger) mark(page, w int) {
	copy(l.ends[page*w:], l.pages[page][len(l.pages[page])-w:])
}
