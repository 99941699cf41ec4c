package zframe

import (
	"encoding/binary"
	"math/bits"
)

const (
	magic = 0xFD2FB528
	// window is the Window_Size of each frame, and so the farthest distance of
	// a copy and the largest block that a decoder takes (RFC 8878, 3.1.1.1.2).
	window     = 1 << windowBits
	windowBits = 17
	// maxBlock is the content of a block at most. It leaves room for a block's
	// headers: one that does not compress stays below window, too.
	maxBlock = window - 64
	// MinCopy is the least length of a copy. A sequence takes 9 bytes at most,
	// so that no copy takes more than literals would.
	MinCopy = 10
	// MaxDistance is the farthest distance of a copy.
	MaxDistance = window
)

// A sequence is literals and the copy after them (3.1.1.3.2).
type sequence struct {
	literals uint32
	length   uint32
	offset   uint32 // Offset_Value: 1 to 3 is an offset that was used before, others are distance + 3
}

// A Writer composes frames. It has memory that the next frame uses again, so
// each goroutine needs its own.
type Writer struct {
	coders [3]coder

	out       []byte
	start     int // of the frame in out
	size      int // of the content so far
	block     int // of the content of the open block
	literals  []byte
	sequences []sequence
	pending   int // literals of the open block that are in no sequence
	distance  int // of the copy that may go on; 0 if none
	length    int
	recent    [3]uint32 // Repeated_Offsets
}

// NewWriter makes a writer.
func NewWriter() *Writer {
	return &Writer{coders: newCoders()}
}

// Begin begins a frame, which is appended to dst.
func (w *Writer) Begin(dst []byte) {
	w.out, w.start = dst, len(dst)
	w.size, w.block = 0, 0
	w.literals, w.sequences, w.pending = w.literals[:0], w.sequences[:0], 0
	w.distance, w.length = 0, 0
	w.recent = [3]uint32{1, 4, 8}
	w.out = binary.LittleEndian.AppendUint32(w.out, magic)
	w.out = append(w.out, 2<<6, (windowBits-10)<<3) // Frame_Content_Size of 4 bytes; Window_Descriptor
	w.out = append(w.out, 0, 0, 0, 0)
}

// Size is the number of bytes of content so far.
func (w *Writer) Size() int { return w.size }

// Literals adds bytes to the content.
func (w *Writer) Literals(p []byte) {
	w.flushCopy()
	w.size += len(p)
	for len(p) > 0 {
		if w.block == maxBlock {
			w.flushBlock(false)
		}
		n := min(len(p), maxBlock-w.block)
		w.literals = append(w.literals, p[:n]...)
		w.pending += n
		w.block += n
		p = p[n:]
	}
}

// Copy adds n bytes to the content, which are those that begin distance bytes
// back and go on, where n is larger, with what they make. The distance is at
// least 1 and at most MaxDistance and the content so far. n is at least
// MinCopy, except that any n goes on with a copy from the same distance.
func (w *Writer) Copy(distance, n int) {
	if distance <= 0 || distance > min(w.size, MaxDistance) || n < MinCopy && distance != w.distance {
		panic("zframe: a copy of bytes that are not there, or too few")
	}
	w.size += n
	if distance == w.distance {
		w.length += n
		return
	}
	w.flushCopy()
	w.distance, w.length = distance, n
}

func (w *Writer) flushCopy() {
	for w.length > 0 {
		n := min(w.length, maxBlock-w.block)
		if rest := w.length - n; rest > 0 && rest < MinCopy {
			n = w.length - MinCopy
		}
		if n < MinCopy && n < w.length {
			w.flushBlock(false)
			continue
		}
		w.addSequence(uint32(n))
		w.block += n
		w.length -= n
	}
	w.distance = 0
}

func (w *Writer) addSequence(n uint32) {
	d := uint32(w.distance)
	s := sequence{literals: uint32(w.pending), length: n, offset: d + 3}
	r := &w.recent
	// 3.1.1.5: without literals, the numbers 1 and 2 mean the second and the third.
	i := uint32(1)
	if w.pending == 0 {
		i = 0
	}
	switch d {
	case r[0]:
		if w.pending > 0 {
			s.offset = 1
		} else {
			r[0], r[1], r[2] = d, r[0], r[1]
		}
	case r[1]:
		s.offset = i + 1
		r[0], r[1] = d, r[0]
	case r[2]:
		s.offset = i + 2
		r[0], r[1], r[2] = d, r[0], r[1]
	default:
		r[0], r[1], r[2] = d, r[0], r[1]
	}
	w.sequences = append(w.sequences, s)
	w.pending = 0
}

// End ends the frame and returns all bytes.
func (w *Writer) End() []byte {
	w.flushCopy()
	w.flushBlock(true)
	binary.LittleEndian.PutUint32(w.out[w.start+6:], uint32(w.size))
	return w.out
}

const (
	rawBlock        = 0
	compressedBlock = 2
)

// flushBlock ends the open block (3.1.1.2).
func (w *Writer) flushBlock(last bool) {
	at := len(w.out)
	w.out = append(w.out, 0, 0, 0)
	kind := rawBlock
	if len(w.sequences) == 0 {
		w.out = append(w.out, w.literals...)
	} else {
		kind = compressedBlock
		w.appendLiterals()
		w.appendSequences()
	}
	header := uint32(len(w.out)-at-3)<<3 | uint32(kind)<<1
	if last {
		header |= 1
	}
	w.out[at], w.out[at+1], w.out[at+2] = byte(header), byte(header>>8), byte(header>>16)
	w.block = 0
	w.literals, w.sequences, w.pending = w.literals[:0], w.sequences[:0], 0
}

// appendLiterals appends the literals section, raw (3.1.1.3.1).
func (w *Writer) appendLiterals() {
	switch n := len(w.literals); {
	case n < 1<<5:
		w.out = append(w.out, byte(n<<3))
	case n < 1<<12:
		w.out = append(w.out, byte(n<<4|1<<2), byte(n>>4))
	default:
		w.out = append(w.out, byte(n<<4|3<<2), byte(n>>4), byte(n>>12))
	}
	w.out = append(w.out, w.literals...)
}

// appendSequences appends the sequences section (3.1.1.3.2).
func (w *Writer) appendSequences() {
	if n := len(w.sequences); n < 128 {
		w.out = append(w.out, byte(n))
	} else { // at most maxBlock / MinCopy, which is below 0x7F00
		w.out = append(w.out, byte(n>>8+128), byte(n))
	}
	w.out = append(w.out, 0) // all with predefined tables
	b := bitWriter{out: w.out}
	ll, of, ml := &w.coders[0], &w.coders[1], &w.coders[2]
	var sl, so, sm uint32
	for i := len(w.sequences) - 1; i >= 0; i-- {
		s := w.sequences[i]
		lc, lx, lb := literalsCode(s.literals)
		mc, mx, mb := lengthCode(s.length)
		oc := uint32(bits.Len32(s.offset) - 1)
		if i == len(w.sequences)-1 {
			sl, so, sm = ll.first(lc), of.first(oc), ml.first(mc)
		} else {
			so = of.next(&b, so, oc)
			sm = ml.next(&b, sm, mc)
			sl = ll.next(&b, sl, lc)
		}
		b.add(lx, lb)
		b.add(mx, mb)
		b.add(s.offset-1<<oc, oc)
	}
	b.add(sm, ml.log)
	b.add(so, of.log)
	b.add(sl, ll.log)
	w.out = b.end()
}

// A bitWriter writes the lowest bits first. A decoder reads them from the end.
type bitWriter struct {
	out  []byte
	bits uint64
	n    uint32
}

func (b *bitWriter) add(v, n uint32) {
	b.bits |= uint64(v&(1<<n-1)) << b.n
	b.n += n
	for b.n >= 32 {
		b.out = binary.LittleEndian.AppendUint32(b.out, uint32(b.bits))
		b.bits >>= 32
		b.n -= 32
	}
}

func (b *bitWriter) end() []byte {
	b.add(1, 1)
	for ; b.n > 8; b.n -= 8 {
		b.out = append(b.out, byte(b.bits))
		b.bits >>= 8
	}
	if b.n > 0 {
		b.out = append(b.out, byte(b.bits))
	}
	return b.out
}
