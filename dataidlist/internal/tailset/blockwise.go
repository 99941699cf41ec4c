package tailset

import (
	"slices"
	"sort"
)

// blockwise returns the set of op on a and b, container by container.
func blockwise(op operation, a, b Set) Set {
	mem := borrowScratch()
	defer scratches.Put(mem)
	var oneA, oneB [1]Run
	x, y := partsOf(a, &oneA), partsOf(b, &oneB)
	var out collector
	if op.keepsA() {
		out.containers = slices.Grow(out.containers, len(x.containers))
	}
	if op.keepsB() {
		out.containers = slices.Grow(out.containers, len(x.containers)+len(y.containers))
	}
	for kx, ky := x.key(), y.key(); kx < noKey || ky < noKey; kx, ky = x.key(), y.key() {
		switch {
		case kx == ky:
			p, q := x.take(), y.take()
			out.add(mem.combine(op, p, q))
		case kx < ky && op.keepsA():
			out.add(x.take())
		case kx < ky:
			x.skipTo(ky)
		case op.keepsB():
			out.add(y.take())
		default:
			y.skipTo(kx)
		}
	}
	// As with containers: the same number of values means the same set.
	switch {
	case op.comparesToA() && out.count == a.count:
		return a
	case op.comparesToB() && out.count == b.count:
		return b
	}
	return out.set()
}

// noKey is above all keys of containers.
const noKey = 1 << blockBits

// parts gives the containers of a set one after another. It cuts containers of
// runs from a set in run form.
type parts struct {
	containers []container
	runs       []Run
	least      uint32 // the least value of runs that was not given yet
}

// partsOf returns the parts of s, with a lone run put into one.
func partsOf(s Set, one *[1]Run) parts {
	if s.inBitmapForm() {
		return parts{containers: s.many.containers}
	}
	return parts{runs: s.runs(one)}
}

// key returns the key of the container to come, or noKey.
func (p *parts) key() int {
	switch {
	case len(p.containers) > 0:
		return p.containers[0].key()
	case len(p.runs) > 0:
		return int(max(p.runs[0].First, p.least) >> blockBits)
	}
	return noKey
}

// skipTo passes over all containers below key.
func (p *parts) skipTo(key int) {
	if key >= noKey {
		p.containers, p.runs = nil, nil
		return
	}
	p.containers = p.containers[sort.Search(len(p.containers), func(i int) bool { return p.containers[i].key() >= key }):]
	p.least = max(p.least, uint32(key)<<blockBits)
	p.runs = p.runs[firstEndingFrom(p.runs, p.least):]
}

// take returns the container to come; there must be one.
func (p *parts) take() container {
	if len(p.containers) > 0 {
		c := p.containers[0]
		p.containers = p.containers[1:]
		return c
	}
	base := uint32(p.key()) << blockBits
	top := base | blockMask
	n, count := 0, 0
	for n < len(p.runs) && p.runs[n].First <= top {
		count += int(p.runs[n].count())
		n++
	}
	c := container{base: base, numRuns: n, runs: p.runs[:n]}
	c.count = count - int(base-min(base, p.runs[0].First))
	if last := p.runs[n-1].Last; last > top {
		c.count -= int(last - top)
		n-- // the run goes on
	}
	p.runs = p.runs[n:]
	p.least = top + 1 // 0 after the last block, when no runs are left
	return c
}

// collector makes a set of containers that come in order.
type collector struct {
	tally
	containers []container
}

// add takes in the next container, or nothing when c has no values.
func (o *collector) add(c container) {
	if c.count == 0 {
		return
	}
	o.count += uint64(c.count)
	o.numRuns += c.numRuns
	if n := len(o.containers); n > 0 && o.containers[n-1].touches(&c) {
		o.numRuns--
	}
	o.containers = append(o.containers, c)
}

func (o *collector) set() Set {
	if len(o.containers) == 0 {
		return Set{}
	}
	o.tally.containers = len(o.containers)
	first, _ := o.containers[0].span()
	_, last := o.containers[len(o.containers)-1].span()
	s := Set{count: o.count, first: first, last: last}
	if o.numRuns == 1 {
		return s
	}
	s.many = &many{numRuns: o.numRuns}
	if o.bitmapForm() {
		s.many.containers = o.containers
		for i, c := range o.containers {
			o.containers[i] = c.stored()
		}
		return s
	}
	s.many.runs = make([]Run, 0, o.numRuns)
	for i := range o.containers {
		s.many.runs = o.containers[i].appendRuns(s.many.runs, 0)
	}
	return s
}
