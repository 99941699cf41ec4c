package dataidlist

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Digest identifies the DataIds of a list (FORMAT.md 3): equal sets of one
// group have the same digest on every machine and in every format. It is
// comparable and can be a map key.
type Digest [sha256.Size]byte

// FullDigest identifies the DataIds of a list and their reasons
// (FORMAT.md 3.6).
type FullDigest [sha256.Size]byte

const (
	digestPrefix     = "dil1:"
	fullDigestPrefix = "dilr1:"
)

// String gives dil1: and 64 lower-case hex digits.
func (d Digest) String() string { return digestPrefix + hex.EncodeToString(d[:]) }

// Short gives dil1: and the first 12 hex digits, for tables.
func (d Digest) Short() string { return digestPrefix + hex.EncodeToString(d[:6]) }

// MarshalText gives the text of [Digest.String].
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads exactly the text of [Digest.String].
func (d *Digest) UnmarshalText(text []byte) error {
	return parseDigest(d[:], digestPrefix, string(text))
}

// ParseDigest reads exactly the text of [Digest.String].
func ParseDigest(text string) (d Digest, err error) {
	err = d.UnmarshalText([]byte(text))
	return d, err
}

// String gives dilr1: and 64 lower-case hex digits.
func (d FullDigest) String() string { return fullDigestPrefix + hex.EncodeToString(d[:]) }

// Short gives dilr1: and the first 12 hex digits, for tables.
func (d FullDigest) Short() string { return fullDigestPrefix + hex.EncodeToString(d[:6]) }

// MarshalText gives the text of [FullDigest.String].
func (d FullDigest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads exactly the text of [FullDigest.String].
func (d *FullDigest) UnmarshalText(text []byte) error {
	return parseDigest(d[:], fullDigestPrefix, string(text))
}

// ParseFullDigest reads exactly the text of [FullDigest.String].
func ParseFullDigest(text string) (d FullDigest, err error) {
	err = d.UnmarshalText([]byte(text))
	return d, err
}

// parseDigest writes to dst only if the whole text is well-formed.
func parseDigest(dst []byte, prefix, text string) error {
	digits, ok := strings.CutPrefix(text, prefix)
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != len(dst) || digits != strings.ToLower(digits) {
		return fmt.Errorf("%w: %s is not a digest: %s and %d lower-case hex digits are expected", ErrValue, Quote(text), prefix, 2*len(dst))
	}
	copy(dst, raw)
	return nil
}

// Chunk is an entry of the chunk table (FORMAT.md 3.2): DataIds of one tuple
// of string values whose first int values agree but for the last 16 bits;
// about one night of visits.
type Chunk struct {
	Strings []string          // values in canonical order
	Number  int64             // first int value / ChunkWidth
	Count   uint64            // DataIds
	Runs    uint64            // rows of the chunk body
	Sum     [sha256.Size]byte // SHA-256 of the chunk body
	from    int               // blocks from … to−1 of the store
	to      int
}

// Digest returns the digest of the DataIds that the list has in memory: it is
// always computed, whatever a file said of itself, once and on all processors.
func (l *List) Digest() Digest { return l.must().memo.digest().root }

// Chunks returns a new slice of the chunk table in canonical order, computed as
// the digest is.
func (l *List) Chunks() []Chunk {
	chunks := slices.Clone(l.must().chunks())
	for i := range chunks {
		chunks[i].Strings = slices.Clone(chunks[i].Strings)
	}
	return chunks
}

// chunks is Chunks without a copy.
func (l *List) chunks() []Chunk { return l.memo.digest().chunks }

// FullDigest returns the digest of DataIds and reasons, computed as [List.Digest] is.
func (l *List) FullDigest() FullDigest { return l.must().memo.full() }

// digested is what hashing the DataIds of a list gives.
type digested struct {
	chunks []Chunk
	root   Digest
}

// hash computes the chunk table and the digest.
func (l *List) hash() digested {
	chunks := l.ids.chunks(len(l.group.strings))
	return digested{chunks, root(l.group, chunks)}
}

// hashAll computes the full digest.
func (l *List) hashAll() (full FullDigest) {
	h := sha256.New()
	h.Write([]byte("dataidlist-reasons/1\n"))
	ids := l.Digest()
	h.Write(ids[:])
	for _, a := range l.reasons {
		var size [4]byte
		binary.LittleEndian.PutUint32(size[:], uint32(len(a.json)))
		h.Write(size[:])
		h.Write([]byte(a.json))
		sum := newList(l.group, a.ids, nil).Digest()
		h.Write(sum[:])
	}
	h.Sum(full[:0])
	return full
}

// chunks makes the chunk table of a store with n string dimensions.
func (s *store) chunks(n int) []Chunk {
	table := s.chunkPlaces(n)
	var hashers sync.Pool
	parallel(len(table), func(from, to int) {
		h, ok := hashers.Get().(*chunkHasher)
		if !ok {
			h = &chunkHasher{}
		}
		defer hashers.Put(h)
		for i := from; i < to; i++ {
			h.hash(s, &table[i])
		}
	})
	return table
}

// chunkPlaces makes the chunk table without counts and sums.
func (s *store) chunkPlaces(n int) []Chunk {
	size := 0
	for p := range s.parts {
		for i, end := s.first[p], s.first[p+1]; i < end; i = s.chunkEnd(i, end) {
			size++
		}
	}
	table := make([]Chunk, 0, size)
	for p := range s.parts {
		strs := s.strings(p, n)
		for i, end := s.first[p], s.first[p+1]; i < end; {
			to := s.chunkEnd(i, end)
			table = append(table, Chunk{Strings: strs, Number: s.lay.chunk(s.head(i)), from: i, to: to})
			i = to
		}
	}
	return table
}

// A chunkHasher hashes chunks, one after the other in the same memory.
type chunkHasher struct {
	batch batch
	body  []byte
}

// hash fills in the count, the number of runs and the sum of a chunk.
func (m *chunkHasher) hash(s *store, c *Chunk) {
	h := sha256.New()
	k := len(s.lay.widths)
	s.eachBatch(&m.batch, c.from, c.to, func(_ int, b *batch) bool {
		for _, n := range b.lens {
			c.Count += uint64(n)
		}
		if k == 0 {
			return true
		}
		c.Runs += uint64(len(b.lens))
		row := 8 * (k + 1)
		m.body = slices.Grow(m.body[:0], row*len(b.lens))[:row*len(b.lens)]
		for i := range k + 1 {
			column := b.lens
			if i < k {
				column = b.ints[i]
			}
			for j, v := range column {
				binary.LittleEndian.PutUint64(m.body[row*j+8*i:], uint64(v))
			}
		}
		h.Write(m.body)
		return true
	})
	h.Sum(c.Sum[:0])
}

// root makes the digest of a chunk table (FORMAT.md 3.4).
func root(g *Group, chunks []Chunk) Digest {
	h := sha256.New()
	h.Write([]byte(g.header))
	var row []byte
	for _, c := range chunks {
		row = row[:0]
		for _, s := range c.Strings {
			row = binary.LittleEndian.AppendUint32(row, uint32(len(s)))
			row = append(row, s...)
		}
		row = binary.LittleEndian.AppendUint64(row, uint64(c.Number))
		row = binary.LittleEndian.AppendUint64(row, c.Count)
		row = append(row, c.Sum[:]...)
		h.Write(row)
	}
	var d Digest
	h.Sum(d[:0])
	return d
}
