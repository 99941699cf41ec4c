package roaring

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Write writes the int values of a list as a bitmap. It returns an error that
// wraps [dataidlist.ErrGroup] if the list has not exactly one int dimension, or
// more than one tuple of string values. Reasons have no place in a bitmap and are
// left out.
func Write(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	g := l.Group()
	if len(g.Ints()) != 1 {
		return fmt.Errorf("%w: a roaring bitmap holds the values of one int dimension, and the list is of %s", dataidlist.ErrGroup, g)
	}
	buckets := uint64(0)
	last := int64(-1)
	var strs []string
	for runs := range l.RunBatches(&dataidlist.RunBatch{}) {
		if last >= 0 && !slices.Equal(strs, runs.Strings) {
			return fmt.Errorf("%w: a roaring bitmap holds ints alone, and the list has DataIds of %q and of %q: write one file for each", dataidlist.ErrGroup, strs, runs.Strings)
		}
		strs = runs.Strings
		for _, first := range runs.Ints[0] {
			// A run ends within a chunk of 2^16 values, so within a bucket.
			if bucket := first >> 32; bucket != last {
				buckets++
				last = bucket
			}
		}
	}
	out := &writer{w: bufio.NewWriter(w)}
	out.write(binary.LittleEndian.AppendUint64(nil, buckets))
	for runs := range l.RunBatches(&dataidlist.RunBatch{}) {
		for i, first := range runs.Ints[0] {
			out.add(first, runs.Lens[i])
		}
	}
	out.endBucket()
	return out.w.Flush()
}

// A writer collects the containers of a bucket. A bufio.Writer remembers its
// first error, so that only the last Flush needs a look.
type writer struct {
	w      *bufio.Writer
	bucket int64
	parts  []part
}

// A part is a container: runs of first value and length less 1.
type part struct {
	key   uint16
	count int
	runs  [][2]uint16
}

func (w *writer) write(p []byte) { _, _ = w.w.Write(p) }

// add adds values that follow each other within a container.
func (w *writer) add(first, n int64) {
	if bucket := first >> 32; bucket != w.bucket {
		w.endBucket()
		w.bucket = bucket
	}
	key := uint16(first >> 16)
	if k := len(w.parts); k == 0 || w.parts[k-1].key != key {
		w.parts = append(w.parts, part{key: key})
	}
	p := &w.parts[len(w.parts)-1]
	p.count += int(n)
	p.runs = append(p.runs, [2]uint16{uint16(first), uint16(n - 1)})
}

// asRuns reports whether a container is written as runs, as roaring decides it:
// where that is shorter than an array, and not longer than a bitmap with the
// bitmap's 32 bytes of memory besides.
func (p *part) asRuns() bool { return 2+4*len(p.runs) < min(2*p.count, bitmapLen+32) }

// size is the number of bytes of a container.
func (p *part) size() int {
	switch {
	case p.asRuns():
		return 2 + 4*len(p.runs)
	case p.count <= maxArray:
		return 2 * p.count
	}
	return bitmapLen
}

// endBucket writes the containers of a bucket, if there are any.
func (w *writer) endBucket() {
	n := len(w.parts)
	if n == 0 {
		return
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(w.bucket))
	start := len(head)
	flags := make([]byte, (n+7)/8)
	hasRuns := false
	for i := range w.parts {
		if w.parts[i].asRuns() {
			flags[i/8] |= 1 << (i % 8)
			hasRuns = true
		}
	}
	if hasRuns {
		head = binary.LittleEndian.AppendUint32(head, uint32(n-1)<<16|cookieRuns)
		head = append(head, flags...)
	} else {
		head = binary.LittleEndian.AppendUint32(head, cookieNoRuns)
		head = binary.LittleEndian.AppendUint32(head, uint32(n))
	}
	for i := range w.parts {
		head = binary.LittleEndian.AppendUint16(head, w.parts[i].key)
		head = binary.LittleEndian.AppendUint16(head, uint16(w.parts[i].count-1))
	}
	if !hasRuns || n >= offsetsFrom {
		at := len(head) - start + 4*n
		for i := range w.parts {
			head = binary.LittleEndian.AppendUint32(head, uint32(at))
			at += w.parts[i].size()
		}
	}
	w.write(head)
	for i := range w.parts {
		w.write(w.parts[i].appendTo(nil))
	}
	w.parts = w.parts[:0]
}

// appendTo appends the values of a container in its smallest form.
func (p *part) appendTo(dst []byte) []byte {
	switch {
	case p.asRuns():
		dst = binary.LittleEndian.AppendUint16(dst, uint16(len(p.runs)))
		for _, r := range p.runs {
			dst = binary.LittleEndian.AppendUint16(dst, r[0])
			dst = binary.LittleEndian.AppendUint16(dst, r[1])
		}
	case p.count <= maxArray:
		for _, r := range p.runs {
			for i := range int(r[1]) + 1 {
				dst = binary.LittleEndian.AppendUint16(dst, r[0]+uint16(i))
			}
		}
	default:
		at := len(dst)
		dst = append(dst, make([]byte, bitmapLen)...)
		for _, r := range p.runs {
			for v := int(r[0]); v <= int(r[0])+int(r[1]); v++ {
				dst[at+v/8] |= 1 << (v % 8)
			}
		}
	}
	return dst
}
