package parquet

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// indexKey is the key of the metadata that says where the embedded index is
// (FORMAT.md 4.11).
const indexKey = "dataidlist.index"

// Limits of the index in bytes. What takes much more memory than room in the
// file is hostile.
const (
	maxIndex      = 1 << 30  // compressed or not
	smallIndex    = 16 << 20 // decompressed, whatever its length in the file
	maxIndexRatio = 64       // above that; real ones have 5 at most
)

// indexFits reports whether an index of that size, and of that length in the
// file, is written and opened.
func indexFits(size, length int64) bool {
	return length <= maxIndex && size <= min(maxIndex, max(smallIndex, maxIndexRatio*length))
}

// An indexPlace says where the index is in the file and how to know it.
type indexPlace struct {
	Codec  string `json:"codec"` // zstd
	Offset int64  `json:"offset"`
	Length int64  `json:"length"` // in the file
	Size   int64  `json:"size"`   // decompressed
	SHA256 string `json:"sha256"` // of the bytes in the file, hexadecimal
}

// A packedIndex is the index of a list, ready to be written.
type packedIndex struct {
	body []byte
	size int // before compression
	sum  [sha256.Size]byte
	err  error
}

// packIndex makes the index of a list.
func packIndex(l *dataidlist.List) *packedIndex {
	index := l.AppendIndex(nil)
	p := &packedIndex{size: len(index)}
	if len(index) > maxIndex {
		return p
	}
	var z *zstd.Encoder
	if z, p.err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false)); p.err == nil {
		p.body = z.EncodeAll(index, nil)
		p.sum = sha256.Sum256(p.body)
	}
	return p
}

// writeIndex writes the index of the list. One that would be too large is left
// out.
func (f *fileWriter) writeIndex(p *packedIndex) error {
	if p.err != nil || !indexFits(int64(p.size), int64(len(p.body))) {
		return p.err
	}
	place, err := json.Marshal(indexPlace{
		Codec: "zstd", Offset: f.offset, Length: int64(len(p.body)), Size: int64(p.size), SHA256: fmt.Sprintf("%x", p.sum),
	})
	if err != nil {
		return err
	}
	f.meta.KeyValueMetadata = append(f.meta.KeyValueMetadata, format.KeyValue{Key: indexKey, Value: string(place)})
	return f.write(p.body)
}

// openIndex opens the list of a file by its index. An error means that there
// is no index that can be used, and the rows are to be read.
func openIndex(r io.ReaderAt, f *footer, g *dataidlist.Group) (*dataidlist.List, error) {
	text, ok := f.meta[indexKey]
	if !ok {
		return nil, fmt.Errorf("%w: there is none", dataidlist.ErrIndex)
	}
	var at indexPlace
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return nil, fmt.Errorf("%w: %w", dataidlist.ErrIndex, err)
	}
	if at.Codec != "zstd" || at.Offset < int64(len(magic)) || at.Length < 0 || at.Offset > f.dataEnd-at.Length {
		return nil, fmt.Errorf("%w: %d bytes of %s at %d are not in the file", dataidlist.ErrIndex, at.Length, dataidlist.Quote(at.Codec), at.Offset)
	}
	if at.Size < 0 || !indexFits(at.Size, at.Length) {
		return nil, fmt.Errorf("%w: %d bytes that become %d", dataidlist.ErrIndex, at.Length, at.Size)
	}
	body := make([]byte, at.Length)
	if _, err := r.ReadAt(body, at.Offset); err != nil {
		return nil, err
	}
	if fmt.Sprintf("%x", sha256.Sum256(body)) != at.SHA256 {
		return nil, fmt.Errorf("%w: its checksum is wrong", dataidlist.ErrIndex)
	}
	if err := checkRatio(format.Zstd, int(at.Size), len(body)); err != nil {
		return nil, fmt.Errorf("%w: %w", dataidlist.ErrIndex, err)
	}
	unpack := &decompressor{limit: maxIndex}
	defer unpack.close()
	index := make([]byte, at.Size)
	if err := unpack.decompress(format.Zstd, index, body); err != nil {
		return nil, fmt.Errorf("%w: %w", dataidlist.ErrIndex, err)
	}
	return dataidlist.OpenIndex(g, index)
}

// checkIndex proves that the index of a file is that of the list of its rows.
func checkIndex(r io.ReaderAt, f *footer, l *dataidlist.List) error {
	list, err := openIndex(r, f, l.Group())
	if err != nil {
		return err
	}
	if list.Digest() != l.Digest() || list.FullDigest() != l.FullDigest() {
		return fmt.Errorf("%w: its rows give %s and its index %s", table.ErrMismatch, l.Digest().Short(), list.Digest().Short())
	}
	return list.VerifyBy(l)
}
