package tailset

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// container is a part of a bitmap, the values that share their high 16 bits,
// as the portable serialization has it. Its data is valid during a visit only.
type container struct {
	base  uint32 // the high 16 bits, in place
	count int    // values, 1 to 65 536
	runs  bool   // data is pairs of a first value and a length less 1
	data  []byte // else values while count is at most maxArray, else a bitmap
}

// errStopped ends a walk early.
var errStopped = errors.New("walk stopped")

// walk calls visit with each container of b in order until visit returns
// false. Roaring hands its containers' memory to a writer as it is, so a walk
// copies nothing. The only error is roaring's refusal to write a container
// that is not in its smallest form.
func walk(b *roaring.Bitmap, visit func(container) bool) error {
	w := walker{visit: visit}
	w.expect(4, (*walker).cookie)
	_, err := b.WriteTo(&w)
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// walker is the io.Writer of a walk. It takes the serialization apart, piece
// by piece, wherever the boundaries between writes happen to be.
type walker struct {
	visit func(container) bool

	need int                         // bytes of the piece to come
	take func(*walker, []byte) error // what to do with it
	held []byte                      // its beginning, when a write ended within it

	size    int    // containers
	flags   []byte // one bit a container: it is a list of runs; nil when none is
	entries []byte // key and count less 1 of each container
	next    int    // index of the container to come
}

func (w *walker) expect(need int, take func(*walker, []byte) error) {
	w.need, w.take = need, take
}

// Write takes in the next part of the serialization.
func (w *walker) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 && w.take != nil {
		n := min(w.need-len(w.held), len(p))
		piece := p[:n]
		p = p[n:]
		if len(w.held) > 0 || n < w.need {
			w.held = append(w.held, piece...)
			if len(w.held) < w.need {
				break
			}
			piece = w.held
			w.held = nil
		}
		if err := w.take(w, piece); err != nil {
			return total - len(p), err
		}
	}
	return total, nil
}

func (w *walker) cookie(p []byte) error {
	cookie := binary.LittleEndian.Uint32(p)
	if cookie == cookieNoRuns {
		w.expect(4, (*walker).sizeAlone)
		return nil
	}
	w.size = int(cookie>>16) + 1
	flags := (w.size + 7) / 8
	offsets := 0
	if w.size >= noOffsets {
		offsets = 4 * w.size
	}
	w.expect(flags+4*w.size+offsets, func(w *walker, p []byte) error {
		return w.header(p[:flags], p[flags:])
	})
	return nil
}

func (w *walker) sizeAlone(p []byte) error {
	w.size = int(binary.LittleEndian.Uint32(p))
	w.expect(8*w.size, func(w *walker, p []byte) error { return w.header(nil, p) })
	return nil
}

// header keeps a copy of what the containers need of the header: a writer may
// not keep what it is given.
func (w *walker) header(flags, entries []byte) error {
	w.flags = slices.Clone(flags)
	w.entries = slices.Clone(entries[:4*w.size])
	w.expectContainer()
	return nil
}

// expectContainer expects the data of container number next, and first its
// number of runs when it has any.
func (w *walker) expectContainer() {
	if w.next == w.size {
		w.take = nil
		return
	}
	switch count := w.count(); {
	case w.isRuns():
		w.expect(2, func(w *walker, p []byte) error {
			w.expect(4*int(binary.LittleEndian.Uint16(p)), (*walker).container)
			return nil
		})
	case count <= maxArray:
		w.expect(2*count, (*walker).container)
	default:
		w.expect(bitmapBytes, (*walker).container)
	}
}

func (w *walker) isRuns() bool {
	return len(w.flags) > 0 && w.flags[w.next/8]>>(w.next%8)&1 != 0
}

func (w *walker) count() int {
	return int(binary.LittleEndian.Uint16(w.entries[4*w.next+2:])) + 1
}

func (w *walker) container(p []byte) error {
	c := container{
		base:  uint32(binary.LittleEndian.Uint16(w.entries[4*w.next:])) << 16,
		count: w.count(),
		runs:  w.isRuns(),
		data:  p,
	}
	if !w.visit(c) {
		return errStopped
	}
	w.next++
	w.expectContainer()
	return nil
}
