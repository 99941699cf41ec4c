package encoding

import (
	"encoding/binary"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/zframe"
)

// composeMean is the least mean length of the runs from which on composing
// makes pages about as small as a compressor does, which codes what repeats
// less regularly in fewer bits.
const composeMean = 64

// Composable reports whether a page of indexes of a dictionary of size values
// is better composed by [ComposeIndexes] than appended and compressed: one byte
// an index, of long runs of consecutive ones.
func Composable(runs []Run, size int) bool {
	n := 0
	for _, r := range runs {
		if r.Step != 1 {
			return false
		}
		n += r.N
	}
	return size <= len(Ramp{}) && n >= composeMean*len(runs)
}

// ComposeIndexes adds to a frame what [AppendIndexes] appends, if that is
// [Composable], without making it: a focal plane is a copy of the one before.
func ComposeIndexes(w *zframe.Writer, runs []Run, base int64, ramp *Ramp) {
	n := 0
	for _, r := range runs {
		n += r.N
	}
	groups := (n + 7) / 8
	var header [1 + binary.MaxVarintLen64]byte
	header[0] = 8
	w.Literals(header[:1+binary.PutUvarint(header[1:], uint64(groups)<<1|1)])
	c := composer{w: w, runs: runs, base: base, ramp: ramp, before: none, pair: none}
	for i := 0; i < len(runs); {
		c.add(i)
		i++
		i += c.repeat(i)
	}
	w.Literals(make([]byte, 8*groups-n))
}

// A composer copies runs from runs before them.
//
// While runs repeat, a copy from one run back goes on and on. One focal plane
// that lacks a detector ends it twice: what comes after the gap is copied from
// the second last full plane, which the last full one follows, and later
// planes from the full one before them again.
type composer struct {
	w    *zframe.Writer
	runs []Run
	base int64
	ramp *Ramp

	from     source // of the copy that may go on, if distance is not 0
	distance int
	at       int    // bytes so far
	before   source // the last run
	pair     source // the first of the last two runs that were equal
}

// A source is a place in a run that was added.
type source struct {
	run    int // none if there is none
	offset int // values before the place
	start  int // bytes before the run
}

var none = source{run: -1}

// add adds a run.
func (c *composer) add(i int) {
	r := c.runs[i]
	start := c.at
	for done := 0; done < r.N; {
		n := c.more(r, done)
		if n == 0 {
			first, second := c.pair, c.before
			if done > 0 {
				first, second = second, first
			}
			if n = c.begin(first, r, done); n == 0 {
				n = c.begin(second, r, done)
			}
		}
		if n > 0 {
			c.w.Copy(c.distance, n)
			if c.from.offset += n; c.from.offset == c.runs[c.from.run].N {
				c.from.run++
				c.from.offset = 0
			}
		} else {
			n = c.literals(r, done)
		}
		done += n
		c.at += n
	}
	if i > 0 && c.runs[i-1].First == r.First && c.runs[i-1].N == r.N {
		c.pair = c.before
	}
	c.before = source{run: i, start: start}
}

// repeat adds the runs from i on that are equal to the one before them, if the
// copy that goes on has them all, and gives how many. That is add, for all of
// them at once.
func (c *composer) repeat(i int) int {
	r := c.runs[i-1]
	// The copy goes on from the start of the run before, or of the one before that.
	if c.distance == 0 || c.from.offset != 0 || c.from.run < i-2 || c.runs[c.from.run] != r {
		return 0
	}
	n := 0
	for _, next := range c.runs[i:] {
		if next != r {
			break
		}
		n++
	}
	if n == 0 {
		return 0
	}
	c.w.Copy(c.distance, n*r.N)
	c.from.run += n
	c.at += n * r.N
	c.before = source{run: i + n - 1, start: c.at - r.N}
	c.pair = source{run: i + n - 2, start: c.at - 2*r.N}
	return n
}

// more gives how many values of a run, after those that are done, the copy
// that goes on has next.
func (c *composer) more(r Run, done int) int {
	if c.distance == 0 {
		return 0
	}
	s := c.runs[c.from.run]
	if s.First+int64(c.from.offset) != r.First+int64(done) {
		return 0
	}
	return min(s.N-c.from.offset, r.N-done)
}

// begin begins a copy from a run, if that has enough of the values that are
// next, and gives how many.
func (c *composer) begin(from source, r Run, done int) int {
	if from.run < 0 {
		return 0
	}
	s := c.runs[from.run]
	from.offset = int(r.First + int64(done) - s.First)
	if from.offset < 0 || min(s.N-from.offset, r.N-done) < zframe.MinCopy {
		return 0
	}
	distance := c.at - from.start - from.offset
	if distance > zframe.MaxDistance {
		return 0
	}
	c.from, c.distance = from, distance
	return min(s.N-from.offset, r.N-done)
}

// literals adds values up to where a copy from the run before can begin, and
// gives how many.
func (c *composer) literals(r Run, done int) int {
	c.distance = 0
	value := r.First + int64(done)
	n := r.N - done
	if c.before.run >= 0 {
		if until := c.runs[c.before.run].First - value; until > 0 {
			n = min(n, int(until))
		}
	}
	c.w.Literals(c.ramp[value-c.base:][:n])
	return n
}
