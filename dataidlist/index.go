package dataidlist

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// ErrIndex is wrapped by the errors of [OpenIndex], whose file is then read from
// its rows, and by those of [Index.Check] and [Index.CheckRows], which find that
// an index says what is not so.
var ErrIndex = errors.New("bad index")

// ErrIndexVersion is wrapped by the error of [OpenIndex] for an index of another
// version, of which nothing else is known.
var ErrIndexVersion = errors.New("unknown version")

// indexVersion is the first byte of an index.
const indexVersion = 1

// AppendIndex appends the index of the list (FORMAT.md 4.11): its DataIds as
// it holds them, its chunk table and its reasons. The same list gives the same
// bytes.
func (l *List) AppendIndex(dst []byte) []byte {
	dst = append(dst, indexVersion)
	dst = l.must().ids.appendIndex(dst, len(l.group.strings))
	dst = appendChunks(dst, l.chunks())
	dst = binary.AppendUvarint(dst, uint64(len(l.reasons)))
	for _, a := range l.reasons {
		dst = binary.AppendUvarint(dst, uint64(len(a.json)))
		dst = append(dst, a.json...)
		dst = a.ids.appendIndex(dst, len(l.group.strings))
	}
	return dst
}

// appendIndex appends the widths of the layout, then the partitions.
func (s *store) appendIndex(dst []byte, numStrings int) []byte {
	dst = append(dst, s.lay.widths...)
	dst = binary.AppendUvarint(dst, uint64(len(s.parts)))
	last := make([]uint64, s.lay.heads)
	for p := range s.parts {
		for _, v := range s.strings(p, numStrings) {
			dst = binary.AppendUvarint(dst, uint64(len(v)))
			dst = append(dst, v...)
		}
		dst = binary.AppendUvarint(dst, uint64(s.first[p+1]-s.first[p]))
		clear(last)
		for i := s.first[p]; i < s.first[p+1]; i++ {
			dst = appendHeadStep(dst, last, s.head(i))
			copy(last, s.head(i))
			dst = s.sets[i].AppendBinary(dst)
		}
	}
	return dst
}

// appendHeadStep appends a head by how it goes on from the one before: the
// number of leading words that are the same, where there are several; how much
// the next is more; and the others.
func appendHeadStep(dst []byte, last, head []uint64) []byte {
	if len(head) == 0 {
		return dst
	}
	same := 0
	for same < len(head)-1 && head[same] == last[same] {
		same++
	}
	if len(head) > 1 {
		dst = binary.AppendUvarint(dst, uint64(same))
	}
	dst = binary.AppendUvarint(dst, head[same]-last[same])
	for _, word := range head[same+1:] {
		dst = binary.AppendUvarint(dst, word)
	}
	return dst
}

func appendChunks(dst []byte, chunks []Chunk) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(chunks)))
	for _, c := range chunks {
		dst = binary.AppendUvarint(dst, c.Runs)
		dst = append(dst, c.Sum[:]...)
	}
	return dst
}

// An Index is an embedded index that was opened (FORMAT.md 4.11): the list of
// which it has the DataIds and the reasons, and what it states about them.
type Index struct {
	list   *List
	stated []Chunk
}

// List returns the list that the index holds. Its digests are computed from what
// it holds, as those of any list; what the index states has no part in them.
func (x *Index) List() *List { return x.must().list }

// Stated returns the digest that the chunk table of the index gives. It is a
// claim, which [Index.Check] proves.
func (x *Index) Stated() Digest { return root(x.must().list.group, x.stated) }

// OpenIndex opens an index. Nothing is hashed. Data may be hostile: memory is
// bounded by its length, and what has not the form of an index is refused with
// an error that wraps [ErrIndex].
func OpenIndex(g *Group, data []byte) (*Index, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	r := &indexReader{group: g, data: data}
	if r.byte() != indexVersion {
		return nil, fmt.Errorf("%w: %w: %d is expected", ErrIndex, ErrIndexVersion, indexVersion)
	}
	ids := r.store()
	x := &Index{stated: r.chunks(ids)}
	var reasons []attached
	for n := r.count(MaxReasons); n > 0 && r.err == nil; n-- {
		a := attached{json: string(r.bytes(r.count(8 * MaxReasonLen)))}
		r.fail(json.Unmarshal([]byte(a.json), &a.reason))
		if string(a.reason.AppendJSON(nil)) != a.json {
			r.fail(fmt.Errorf("reason %s is not in canonical form", Quote(a.json)))
		}
		a.ids = r.store()
		if k := len(reasons); r.err == nil && (a.ids.count == 0 || k > 0 && reasons[k-1].json >= a.json) {
			r.fail(errors.New("reasons are out of order or empty"))
		}
		reasons = append(reasons, a)
	}
	r.fail(checkReasons(reasons))
	if len(r.data) > 0 {
		r.fail(errors.New("bytes after its end"))
	}
	if r.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIndex, r.err)
	}
	x.list = newList(g, ids, reasons)
	return x, nil
}

// indexReader takes an index apart. After an error it gives zeros.
type indexReader struct {
	group *Group
	data  []byte
	err   error
}

func (r *indexReader) fail(err error) {
	if r.err == nil && err != nil {
		r.err = err
		r.data = nil
	}
}

func (r *indexReader) bytes(n int) []byte {
	if n > len(r.data) {
		r.fail(errors.New("it is cut off"))
		return make([]byte, 0)
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

func (r *indexReader) byte() byte {
	if b := r.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *indexReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 || n > 1 && r.data[n-1] == 0 {
		r.fail(errors.New("no number where one is expected"))
		return 0
	}
	r.data = r.data[n:]
	return v
}

// count reads a number of things; each takes at least a byte.
func (r *indexReader) count(most int) int {
	n := r.uvarint()
	if n > uint64(most) || n > uint64(len(r.data)) {
		r.fail(fmt.Errorf("%d things in %d bytes", n, len(r.data)))
		return 0
	}
	return int(n)
}

func (r *indexReader) store() *store {
	k := len(r.group.ints)
	widths := slices.Clone(r.bytes(k))
	for i, w := range widths {
		if !slices.Contains(widthClasses[:], w) || i == 0 && w != 63 {
			r.fail(fmt.Errorf("width %d of an int dimension", w))
		}
	}
	if r.err != nil {
		return newAppender(newLayout(k, nil)).store()
	}
	lay := newLayout(k, widths)
	out := newAppender(lay)
	for n := r.count(len(r.data)); n > 0 && r.err == nil; n-- {
		r.partition(out)
	}
	return out.store()
}

// partition reads the string values and the blocks of a partition.
func (r *indexReader) partition(out *appender) {
	strs := make([]string, len(r.group.strings))
	for i := range strs {
		strs[i] = string(r.bytes(r.count(MaxValueLen)))
		if r.err == nil {
			r.fail(checkString(strs[i]))
		}
	}
	part := string(joinStrings(strs))
	if n := len(out.s.parts); n > 0 && out.s.parts[n-1] >= part {
		r.fail(errors.New("partitions are out of order"))
	}
	lay := out.s.lay
	head := make([]uint64, lay.heads)
	blocks := r.count(len(r.data))
	if blocks == 0 {
		r.fail(errors.New("a partition without blocks"))
	}
	out.grow(min(blocks, 1<<14)) // it may be a lie
	for i := range blocks {
		r.headStep(lay, head, i == 0)
		if r.err != nil {
			return
		}
		set, rest, err := tailset.Cut(r.data)
		if err == nil && (set.IsEmpty() || set.Max() > lay.maxTail()) {
			err = errors.New("a block is empty or has places that do not exist")
		}
		if err != nil {
			r.fail(err)
			return
		}
		r.data = rest
		out.add(part, head, set)
	}
}

// headStep changes a head to the one that follows it.
func (r *indexReader) headStep(lay *layout, head []uint64, first bool) {
	if len(head) == 0 {
		if !first {
			r.fail(errors.New("two blocks at one place"))
		}
		return
	}
	same := 0
	if len(head) > 1 {
		same = r.count(len(head) - 1)
	}
	step := r.uvarint()
	if step == 0 && !first {
		r.fail(errors.New("two blocks at one place"))
	}
	if head[same]+step < step {
		r.fail(errors.New("a block's number is too large"))
	}
	head[same] += step
	for i := same + 1; i < len(head); i++ {
		head[i] = r.uvarint()
	}
	for i, word := range head {
		if word>>(lay.widths[i]-lay.shift[i]) != 0 {
			r.fail(errors.New("a block's number is too large"))
		}
	}
}

// chunks reads the chunk table of a store.
func (r *indexReader) chunks(s *store) []Chunk {
	table := s.chunkPlaces(len(r.group.strings))
	if n := r.uvarint(); r.err == nil && n != uint64(len(table)) {
		r.fail(fmt.Errorf("a table of %d chunks for %d", n, len(table)))
	}
	for i := range table {
		c := &table[i]
		c.Runs = r.uvarint()
		copy(c.Sum[:], r.bytes(sha256.Size))
		for _, set := range s.sets[c.from:c.to] {
			c.Count += set.Count()
		}
	}
	return table
}

// Check computes the digest of the list and returns an error that wraps
// [ErrIndex] if the chunk table states another, or if a reason is for a DataId
// that the list does not have.
func (x *Index) Check() error {
	if err := x.check(); err != nil {
		return err
	}
	if err := x.checkTable(x.list); err != nil {
		return err
	}
	for _, a := range x.list.reasons {
		if overlap(a.ids, x.list.ids).count != a.ids.count {
			return fmt.Errorf("%w: the reason %s is for DataIds that it does not have", ErrIndex, Quote(a.reason.Text))
		}
	}
	return nil
}

// CheckRows is [Index.Check] by the list of the rows beside the index, which was
// not made from it. Other DataIds or reasons are an error that wraps [ErrIndex],
// too. What rows has hashed is not hashed again.
func (x *Index) CheckRows(rows *List) error {
	if err := x.check(); err != nil {
		return err
	}
	if err := rows.check(); err != nil {
		return err
	}
	if !x.list.Equal(rows) {
		return fmt.Errorf("%w: its DataIds give %s and the rows %s", ErrIndex, x.list.Digest(), rows.Digest())
	}
	if err := x.checkTable(rows); err != nil {
		return err
	}
	if !x.list.sameReasons(rows) {
		return fmt.Errorf("%w: its reasons give %s and those of the rows %s", ErrIndex, x.list.FullDigest(), rows.FullDigest())
	}
	return nil
}

// checkTable compares the chunk table with that of a list with the DataIds of
// the index.
func (x *Index) checkTable(l *List) error {
	for i, c := range l.chunks() {
		switch stated := x.stated[i]; {
		case stated.Sum != c.Sum:
			return fmt.Errorf("%w: its chunk table gives %s and its DataIds %s", ErrIndex, x.Stated(), l.Digest())
		case stated.Runs != c.Runs:
			return fmt.Errorf("%w: it states %d runs of chunk %d of %s, which has %d", ErrIndex, stated.Runs, c.Number, Quote(strings.Join(c.Strings, ", ")), c.Runs)
		}
	}
	return nil
}
