package encoding

import (
	"encoding/binary"
	"math/bits"
)

// roomLen is how many values are decoded at a time to find runs in them.
const roomLen = 256

// appendRun appends a run, or lengthens the last one where it goes on in the
// same way.
func appendRun(dst []Run, r Run) []Run {
	if n := len(dst); n > 0 {
		last := &dst[n-1]
		gap := r.First - last.last()
		if (gap == 0 || gap == 1 && r.First > last.First) && (last.N == 1 || last.Step == gap) && (r.N == 1 || r.Step == gap) {
			last.Step = gap
			last.N += r.N
			return dst
		}
	}
	return append(dst, r)
}

// appendValues appends values as runs.
func appendValues(dst []Run, values []int64) []Run {
	for i := 0; i < len(values); {
		r := Run{First: values[i], N: 1}
		j := i + 1
		if j < len(values) {
			// The difference is 0 or 1, and no overflow of 2^63−1.
			if d := values[j] - values[i]; d == 0 || d == 1 && values[j] > values[i] {
				r.Step = d
				for j++; j < len(values) && values[j]-values[j-1] == d && values[j] >= values[j-1]; j++ {
				}
			}
		}
		r.N = j - i
		dst = appendRun(dst, r)
		i = j
	}
	return dst
}

// appendDecoded appends the next n values of a decoder as runs.
func appendDecoded(dst []Run, d Ints, n int) ([]Run, error) {
	var room [roomLen]int64
	for n > 0 {
		values := room[:min(n, roomLen)]
		if err := d.Next(values); err != nil {
			return dst, err
		}
		dst = appendValues(dst, values)
		n -= len(values)
	}
	return dst, nil
}

// AppendRuns appends the next n values as runs. A run of equal indexes is
// taken as it is; indexes of one byte are compared with a count of 0, 1, 2, …
// eight at a time.
func (d *dictInts) AppendRuns(dst []Run, n int) ([]Run, error) {
	for n > 0 {
		s, err := d.hybrid.next(n)
		if err != nil {
			return dst, err
		}
		n -= s.n
		switch {
		case s.packed == nil:
			if err := d.dict.check(s.value); err != nil {
				return dst, err
			}
			dst = appendRun(dst, Run{First: d.dict.values[s.value], N: s.n})
		case s.width == 8:
			dst, err = d.dict.appendBytes(dst, s.packed[s.bit/8:][:s.n])
		default:
			dst, err = d.dict.appendStretch(dst, s)
		}
		if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// appendStretch appends bit-packed indexes as runs.
func (d *Dict) appendStretch(dst []Run, s stretch) ([]Run, error) {
	var values [roomLen]int64
	for s.n > 0 {
		n := min(s.n, roomLen)
		if err := d.lookUp(values[:n], s); err != nil {
			return dst, err
		}
		dst = appendValues(dst, values[:n])
		s.cut(n)
	}
	return dst, nil
}

// appendBytes appends indexes of one byte as runs.
func (d *Dict) appendBytes(dst []Run, indexes []byte) ([]Run, error) {
	for len(indexes) > 0 {
		at := indexes[0]
		if err := d.check(uint32(at)); err != nil {
			return dst, err
		}
		r := Run{First: d.values[at], Step: 1}
		if r.N = rampLen(indexes[:min(len(indexes), d.ramp(at))]); r.N == 1 {
			if r.N = sameLen(indexes); r.N > 1 {
				r.Step = 0
			}
		}
		dst = appendRun(dst, r)
		indexes = indexes[r.N:]
	}
	return dst, nil
}

const eachByte = 0x0101010101010101

// rampLen gives how many bytes from the first on count up by 1, none of which
// is over 255.
func rampLen(p []byte) int {
	want := 0x0706050403020100 + eachByte*uint64(p[0])
	i := 0
	for ; i+8 <= len(p); i += 8 {
		if diff := binary.LittleEndian.Uint64(p[i:]) ^ want; diff != 0 {
			return i + bits.TrailingZeros64(diff)/8
		}
		want += 8 * eachByte
	}
	for ; i < len(p) && p[i] == p[0]+byte(i); i++ {
	}
	return i
}

// sameLen gives how many bytes are as the first.
func sameLen(p []byte) int {
	want := eachByte * uint64(p[0])
	i := 0
	for ; i+8 <= len(p); i += 8 {
		if diff := binary.LittleEndian.Uint64(p[i:]) ^ want; diff != 0 {
			return i + bits.TrailingZeros64(diff)/8
		}
	}
	for ; i < len(p) && p[i] == p[0]; i++ {
	}
	return i
}

// AppendRuns appends the next n values as runs. Miniblocks whose values do not
// change, or count up, are not expanded.
func (d *Delta) AppendRuns(dst []Run, n int) ([]Run, error) {
	var room [roomLen]int64
	for n > 0 {
		if m := d.plain(n); m > 0 {
			dst = appendRun(dst, Run{First: d.value + d.least, Step: d.least, N: m})
			d.value += d.least * int64(m)
			d.miniLeft -= m
			d.left -= int64(m)
			n -= m
			continue
		}
		m := min(n, roomLen)
		switch {
		case !d.started:
			m = 1
		case d.miniLeft > 0:
			m = min(m, d.miniLeft)
		default:
			if d.left == 0 {
				return dst, errEnd
			}
			if err := d.nextMini(); err != nil {
				return dst, err
			}
			d.joinMinis(n)
			continue
		}
		if err := d.Next(room[:m]); err != nil {
			return dst, err
		}
		dst = appendValues(dst, room[:m])
		n -= m
	}
	return dst, nil
}

// plain gives how many of the next n values, as far as the miniblock goes, are
// a run that does not wrap around.
func (d *Delta) plain(n int) int {
	if !d.started || d.width > 0 || d.least < 0 || d.least > 1 {
		return 0
	}
	n = int(min(int64(n), int64(d.miniLeft), d.left))
	if end := d.value + d.least*int64(n); end < d.value || d.wrap(d.value) != d.value || d.wrap(end) != end {
		return 0
	}
	return n
}

// joinMinis takes the miniblocks that follow one of equal differences, and
// have the same, together with it, as far as n values go.
func (d *Delta) joinMinis(n int) {
	for d.width == 0 && d.miniLeft < n && len(d.widths) > 0 && d.widths[0] == 0 {
		d.widths = d.widths[1:]
		d.miniLeft += d.perMini
	}
}
