package parquet

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
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
	// Pages is the SHA-256 of the pages of which the index is made: all bytes
	// between the magic ones and the index. Files of older writers lack it.
	Pages string `json:"pages,omitempty"`
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
		Pages: fmt.Sprintf("%x", f.pages.Sum(nil)),
	})
	if err != nil {
		return err
	}
	f.meta.KeyValueMetadata = append(f.meta.KeyValueMetadata, format.KeyValue{Key: indexKey, Value: string(place)})
	return f.write(p.body)
}

// claims says what the statements in the metadata are worth. Other software copies
// the metadata of a file whose rows it changes: only a file that we wrote, with
// the index where we put it, is bound to what it states (FORMAT.md 4.1).
func (f *footer) claims() listheader.Claims {
	if !strings.HasPrefix(f.by, createdByUs) {
		return listheader.Claims{Hints: true, By: f.by}
	}
	text, ok := f.meta[indexKey]
	if !ok {
		return listheader.Claims{}
	}
	var at indexPlace
	err := json.Unmarshal([]byte(text), &at)
	return listheader.Claims{Hints: err == nil && at.Offset != f.pagesEnd()}
}

// openIndex opens the index of a file. An error means that there is none which
// can be used, and the rows are to be read.
func openIndex(r io.ReaderAt, f *footer, g *dataidlist.Group) (*dataidlist.Index, *indexPlace, error) {
	text, ok := f.meta[indexKey]
	if !ok {
		return nil, nil, fmt.Errorf("%w: there is none", dataidlist.ErrIndex)
	}
	at := &indexPlace{}
	if err := json.Unmarshal([]byte(text), at); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", dataidlist.ErrIndex, err)
	}
	data, err := at.read(r, f.dataEnd)
	if err != nil {
		return nil, nil, err
	}
	index, err := dataidlist.OpenIndex(g, data)
	return index, at, err
}

// read reads the index and decompresses it.
func (at *indexPlace) read(r io.ReaderAt, end int64) ([]byte, error) {
	if at.Codec != "zstd" || at.Offset < int64(len(magic)) || at.Length < 0 || at.Offset > end-at.Length {
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
	return index, nil
}

// proveIndex proves that the index of a file is that of the list of its rows, and
// that it was made for these pages. Nothing can be said of an index of another
// version.
func proveIndex(r io.ReaderAt, f *footer, l *dataidlist.List) error {
	index, at, err := openIndex(r, f, l.Group())
	if errors.Is(err, dataidlist.ErrIndexVersion) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := index.CheckRows(l); err != nil {
		return fmt.Errorf("%w: %w", table.ErrMismatch, err)
	}
	if at.Pages == "" {
		return nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r, int64(len(magic)), at.Offset-int64(len(magic)))); err != nil {
		return err
	}
	if have := fmt.Sprintf("%x", h.Sum(nil)); have != at.Pages {
		return fmt.Errorf("%w: the pages have the SHA-256 %s and the index is for %s", table.ErrMismatch, have, dataidlist.Quote(at.Pages))
	}
	return nil
}
