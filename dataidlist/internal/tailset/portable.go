package tailset

import (
	"encoding/binary"
	"errors"
	"slices"
)

// The portable roaring serialization: a header with one entry a container,
// then the containers, little-endian throughout.
const (
	cookieNoRuns = 12346 // no container is a list of runs
	cookieRuns   = 12347 // in the low 16 bits; the container count less 1 above
	noOffsets    = 4     // with cookieRuns, fewer containers have no offsets

	portableArray = 4096 // values of the largest array
	wordsBytes    = 8 * numWords
)

// listed reports whether the portable form of c is a list of runs. Roaring is
// slow on those lists, so they must save much: some kilobytes, and most of
// what the values take otherwise.
func (c *container) listed() bool {
	return c.count > portableArray/4 && 4*c.listBytes() < min(2*c.count, wordsBytes)
}

func (c *container) listBytes() int { return 2 + 4*c.numRuns }

func (c *container) portableBytes() int {
	if c.listed() {
		return c.listBytes()
	}
	return min(2*c.count, wordsBytes)
}

// appendPortable appends the portable serialization of s, which is not empty,
// to dst.
func (s Set) appendPortable(dst []byte) []byte {
	var list []container
	flags := make([]byte, 0, 64) // one bit a container: it is a list of runs
	anyListed, size := false, 0
	var one [1]Run
	for p := partsOf(s, &one); p.key() < noKey; {
		c := p.take()
		if len(list)%8 == 0 {
			flags = append(flags, 0)
		}
		if c.listed() {
			flags[len(list)/8] |= 1 << (len(list) % 8)
			anyListed = true
		}
		list = append(list, c)
		size += c.portableBytes()
	}
	n := len(list)
	header := 8 + 8*n
	if anyListed {
		header = 4 + len(flags) + 4*n
		if n >= noOffsets {
			header += 4 * n
		}
	}
	dst = slices.Grow(dst, header+size)

	le := binary.LittleEndian
	if anyListed {
		dst = le.AppendUint32(dst, cookieRuns|uint32(n-1)<<16)
		dst = append(dst, flags...)
	} else {
		dst = le.AppendUint32(dst, cookieNoRuns)
		dst = le.AppendUint32(dst, uint32(n))
	}
	for _, c := range list {
		dst = le.AppendUint16(dst, uint16(c.key()))
		dst = le.AppendUint16(dst, uint16(c.count-1))
	}
	if !anyListed || n >= noOffsets {
		offset := header
		for _, c := range list {
			dst = le.AppendUint32(dst, uint32(offset))
			offset += c.portableBytes()
		}
	}
	for _, c := range list {
		dst = c.appendPortable(dst)
	}
	return dst
}

func (c container) appendPortable(dst []byte) []byte {
	le := binary.LittleEndian
	if c.listed() {
		dst = le.AppendUint16(dst, uint16(c.numRuns))
		for _, r := range c.appendRuns(nil, 0) {
			dst = le.AppendUint16(dst, uint16(r.First))
			dst = le.AppendUint16(dst, uint16(r.Last-r.First))
		}
		return dst
	}
	c = c.stored()
	if c.count > portableArray {
		for _, x := range c.words {
			dst = le.AppendUint64(dst, x)
		}
		return dst
	}
	array := c.array
	if c.words != nil {
		array = c.words.array(c.count)
	}
	for _, x := range array {
		dst = le.AppendUint16(dst, x)
	}
	return dst
}

var errPortable = errors.New("not a roaring bitmap")

// cutPortable reads the portable serialization of a set, which must be all of
// data. It keeps no reference to data.
func cutPortable(data []byte) (Set, error) {
	r := portableReader{data: data}
	s := r.set()
	if r.bad || r.at != len(data) {
		return Set{}, errPortable
	}
	return s, nil
}

// portableReader reads a serialization from data[at:] on.
type portableReader struct {
	data []byte
	at   int
	bad  bool // data is no serialization
}

// next returns the next n bytes, or nil when there are fewer.
func (r *portableReader) next(n int) []byte {
	if r.bad || n > len(r.data)-r.at {
		r.bad = true
		return nil
	}
	r.at += n
	return r.data[r.at-n : r.at]
}

func (r *portableReader) uint16() int {
	if p := r.next(2); p != nil {
		return int(binary.LittleEndian.Uint16(p))
	}
	return 0
}

func (r *portableReader) uint32() uint32 {
	if p := r.next(4); p != nil {
		return binary.LittleEndian.Uint32(p)
	}
	return 0
}

// set reads the header and the containers.
func (r *portableReader) set() Set {
	cookie := r.uint32()
	n := int(cookie>>16) + 1
	var flags []byte
	if cookie == cookieNoRuns {
		n = int(min(r.uint32(), blockSize+1))
	} else if cookie&0xffff == cookieRuns {
		flags = r.next((n + 7) / 8)
	} else {
		r.bad = true
	}
	entries := r.next(4 * n)
	var offsets []byte
	if flags == nil || n >= noOffsets {
		offsets = r.next(4 * n)
	}
	if r.bad || n > blockSize {
		r.bad = true
		return Set{}
	}

	le := binary.LittleEndian
	var out collector
	for i := range n {
		c := container{
			base:  uint32(le.Uint16(entries[4*i:])) << blockBits,
			count: int(le.Uint16(entries[4*i+2:])) + 1,
		}
		ordered := i == 0 || c.base > out.containers[i-1].base
		if !ordered || offsets != nil && le.Uint32(offsets[4*i:]) != uint32(r.at) {
			r.bad = true
			return Set{}
		}
		if flags != nil && flags[i/8]>>(i%8)&1 != 0 {
			c = r.list(c)
		} else {
			c = r.values(c)
		}
		if r.bad {
			return Set{}
		}
		out.add(c)
	}
	return out.set()
}

// list reads the runs of a container.
func (r *portableReader) list(c container) container {
	c.numRuns = r.uint16()
	data := r.next(4 * c.numRuns)
	c.runs = make([]Run, 0, len(data)/4)
	least, count := 0, 0
	for ; len(data) >= 4; data = data[4:] {
		first := int(binary.LittleEndian.Uint16(data))
		last := first + int(binary.LittleEndian.Uint16(data[2:]))
		r.bad = r.bad || first < least || last > blockMask
		c.runs = append(c.runs, Run{c.base + uint32(first), c.base + uint32(last)})
		least = last + 2
		count += last - first + 1
	}
	r.bad = r.bad || count != c.count
	return c
}

// values reads the array or the words of a container.
func (r *portableReader) values(c container) container {
	if c.count > portableArray {
		data := r.next(wordsBytes)
		if data == nil {
			return c
		}
		c.words = new(words)
		for i := range c.words {
			c.words[i] = binary.LittleEndian.Uint64(data[8*i:])
		}
		count, numRuns := c.words.count()
		r.bad = count != c.count
		c.numRuns = numRuns
		return c
	}
	data := r.next(2 * c.count)
	c.array = make([]uint16, 0, len(data)/2)
	least := 0
	for ; len(data) >= 2; data = data[2:] {
		x := binary.LittleEndian.Uint16(data)
		r.bad = r.bad || int(x) < least
		least = int(x) + 1
		c.array = append(c.array, x)
	}
	c.numRuns = countArrayRuns(c.array)
	if !c.few() {
		c.words = new(words)
		c.words.addArray(c.array)
		c.array = nil
	}
	return c
}
