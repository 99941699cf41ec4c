package roaring

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A parser reads a bitmap and gives the runs of its values in order.
type parser struct {
	r      *bufio.Reader
	offset int64
	room   []byte
	yield  func(first, n int64) error

	first, n int64 // the run that is not given yet
}

func newParser(r io.Reader, yield func(first, n int64) error) *parser {
	return &parser{r: bufio.NewReaderSize(r, 64<<10), yield: yield}
}

// parse reads the whole input.
func (p *parser) parse() error {
	if head, _ := p.r.Peek(8); is32Bit(head) {
		return errors.New("this is a roaring bitmap of 32 bits: write it with 64 bits, in the portable format")
	}
	head, err := p.take(8)
	if err != nil {
		return err
	}
	buckets := binary.LittleEndian.Uint64(head)
	if buckets > maxBuckets {
		return fmt.Errorf("%d buckets, more than there can be: not a portable roaring bitmap of 64 bits", buckets)
	}
	last := int64(-1)
	for range buckets {
		head, err := p.take(4)
		if err != nil {
			return err
		}
		key := int64(binary.LittleEndian.Uint32(head))
		switch {
		case key > math.MaxInt32:
			return fmt.Errorf("%w: values from %d on: the largest that a DataId can have is 9223372036854775807", dataidlist.ErrValue, uint64(key)<<32)
		case key <= last:
			return fmt.Errorf("bucket %d after bucket %d: they are out of order", key, last)
		}
		last = key
		if err := p.bucket(key << 32); err != nil {
			return err
		}
	}
	if _, err := p.r.ReadByte(); err == nil {
		return errors.New("bytes are left over after the bitmap")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return p.flush()
}

// take reads n bytes, which are valid until the next call.
func (p *parser) take(n int) ([]byte, error) {
	if cap(p.room) < n {
		p.room = make([]byte, n)
	}
	room := p.room[:n]
	got, err := io.ReadFull(p.r, room)
	p.offset += int64(got)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the bitmap is cut off")
	}
	return room, err
}

// A container is a part of a bucket: the values that share their high 16 bits.
type container struct {
	key   int64
	count int // values
	runs  bool
}

// bucket reads a bitmap of 32 bits, whose values stand for those from base on.
func (p *parser) bucket(base int64) error {
	start := p.offset
	containers, hasRuns, err := p.containers()
	if err != nil {
		return err
	}
	var offsets []byte
	if !hasRuns || len(containers) >= offsetsFrom {
		room, err := p.take(4 * len(containers))
		if err != nil {
			return err
		}
		offsets = append(offsets, room...)
	}
	for i, c := range containers {
		if offsets != nil && int64(binary.LittleEndian.Uint32(offsets[4*i:])) != p.offset-start {
			return fmt.Errorf("a container is not where the table of its bucket says")
		}
		if err := p.container(c, base+c.key<<16); err != nil {
			return err
		}
	}
	return nil
}

// containers reads the head of a bucket.
func (p *parser) containers() (all []container, hasRuns bool, err error) {
	room, err := p.take(4)
	if err != nil {
		return nil, false, err
	}
	cookie := binary.LittleEndian.Uint32(room)
	var n int
	var flags []byte
	switch {
	case cookie&math.MaxUint16 == cookieRuns:
		n, hasRuns = int(cookie>>16)+1, true
		if room, err = p.take((n + 7) / 8); err != nil {
			return nil, false, err
		}
		flags = append(flags, room...)
	case cookie == cookieNoRuns:
		if room, err = p.take(4); err != nil {
			return nil, false, err
		}
		if n = int(binary.LittleEndian.Uint32(room)); n < 1 || n > 1<<16 {
			return nil, false, fmt.Errorf("a bucket of %d containers: 1 to 65536 are possible", n)
		}
	default:
		return nil, false, fmt.Errorf("a bucket begins with %d: no portable roaring bitmap does", cookie)
	}
	if room, err = p.take(4 * n); err != nil {
		return nil, false, err
	}
	all = make([]container, n)
	for i := range all {
		c := &all[i]
		c.key = int64(binary.LittleEndian.Uint16(room[4*i:]))
		c.count = int(binary.LittleEndian.Uint16(room[4*i+2:])) + 1
		c.runs = hasRuns && flags[i/8]>>(i%8)&1 == 1
		if i > 0 && c.key <= all[i-1].key {
			return nil, false, fmt.Errorf("container %d after container %d: they are out of order", c.key, all[i-1].key)
		}
	}
	return all, hasRuns, nil
}

// container reads the values of a container, which begin at base.
func (p *parser) container(c container, base int64) error {
	switch {
	case c.runs:
		return p.runs(c, base)
	case c.count <= maxArray:
		return p.array(c, base)
	}
	return p.bitmap(c, base)
}

func (p *parser) array(c container, base int64) error {
	values, err := p.take(2 * c.count)
	if err != nil {
		return err
	}
	last := int64(-1)
	for ; len(values) > 0; values = values[2:] {
		v := int64(binary.LittleEndian.Uint16(values))
		if v <= last {
			return fmt.Errorf("the values of a container are out of order: %d after %d", v, last)
		}
		last = v
		if err := p.add(base+v, 1); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) runs(c container, base int64) error {
	room, err := p.take(2)
	if err != nil {
		return err
	}
	runs, err := p.take(4 * int(binary.LittleEndian.Uint16(room)))
	if err != nil {
		return err
	}
	next, count := int64(0), 0
	for ; len(runs) > 0; runs = runs[4:] {
		first, n := int64(binary.LittleEndian.Uint16(runs)), int64(binary.LittleEndian.Uint16(runs[2:]))+1
		if first < next || first+n > 1<<16 {
			return fmt.Errorf("the runs of a container are out of order: %d values from %d on", n, first)
		}
		next = first + n
		count += int(n)
		if err := p.add(base+first, n); err != nil {
			return err
		}
	}
	return c.check(count)
}

func (p *parser) bitmap(c container, base int64) error {
	words, err := p.take(bitmapLen)
	if err != nil {
		return err
	}
	count := 0
	for i := int64(0); i < 1<<16; i += 64 {
		word := binary.LittleEndian.Uint64(words[i/8:])
		count += bits.OnesCount64(word)
		for at := int64(0); word != 0; {
			zeros := bits.TrailingZeros64(word)
			word >>= zeros
			ones := bits.TrailingZeros64(^word)
			at += int64(zeros)
			if err := p.add(base+i+at, int64(ones)); err != nil {
				return err
			}
			word >>= ones // by 64, too, which gives 0
			at += int64(ones)
		}
	}
	return c.check(count)
}

// check compares the number of values in a container with what its head says.
func (c container) check(count int) error {
	if count != c.count {
		return fmt.Errorf("a container of %d values says that it has %d", count, c.count)
	}
	return nil
}

// add takes values that follow each other and come after all before.
func (p *parser) add(first, n int64) error {
	if p.n > 0 && p.first+p.n == first {
		p.n += n
		return nil
	}
	if err := p.flush(); err != nil {
		return err
	}
	p.first, p.n = first, n
	return nil
}

// flush gives the run that is not given yet.
func (p *parser) flush() error {
	if p.n == 0 {
		return nil
	}
	return p.yield(p.first, p.n)
}
