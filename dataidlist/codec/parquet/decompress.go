package parquet

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// Most that a compressed byte can stand for, so that a page which claims more
// is refused before there is room for it.
const (
	maxSnappyRatio = 64
	maxGzipRatio   = 1032
	maxLZ4Ratio    = 255
	maxZstdRatio   = 1 << 15
)

// A decompressor decompresses pages, each to exactly the size that its header
// claims.
type decompressor struct {
	zstd  *zstd.Decoder
	limit uint64 // bytes that may come out; 0 is maxPage
}

// checkRatio refuses a size that the compressed bytes cannot have.
func checkRatio(codec format.CompressionCodec, size, compressed int) error {
	ratios := map[format.CompressionCodec]int{format.Uncompressed: 1, format.Snappy: maxSnappyRatio, format.Gzip: maxGzipRatio, format.Lz4Raw: maxLZ4Ratio, format.Zstd: maxZstdRatio}
	if most, ok := ratios[codec]; ok && size > most*(compressed+1) {
		return fmt.Errorf("%d bytes claim to be %d bytes in %s", compressed, size, codec)
	}
	return nil
}

// decompress fills dst with what src decompresses to. It makes an error of a
// panic in a codec.
func (d *decompressor) decompress(codec format.CompressionCodec, dst, src []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", codec, r)
		}
	}()
	got, err := d.decode(codec, dst, src)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", codec, err)
	case got != len(dst):
		return fmt.Errorf("%s: %d bytes where %d are announced", codec, got, len(dst))
	}
	return nil
}

func (d *decompressor) decode(codec format.CompressionCodec, dst, src []byte) (int, error) {
	switch codec {
	case format.Snappy:
		if n, err := snappy.DecodedLen(src); err != nil || n != len(dst) {
			return n, err
		}
		out, err := snappy.Decode(dst, src)
		return len(out), err
	case format.Gzip:
		z, err := gzip.NewReader(bytes.NewReader(src))
		if err != nil {
			return 0, err
		}
		return readAll(dst, z)
	case format.Zstd:
		if d.zstd == nil {
			var err error
			if d.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(cmp.Or(d.limit, maxPage)), zstd.WithDecodeAllCapLimit(true)); err != nil {
				return 0, err
			}
		}
		out, err := d.zstd.DecodeAll(src, dst[:0:len(dst)])
		return len(out), err
	case format.Brotli:
		return readAll(dst, brotli.NewReader(bytes.NewReader(src)))
	case format.Lz4Raw:
		return lz4.UncompressBlock(src, dst)
	}
	return 0, errors.New("this codec is not read: write the file with zstd, snappy, gzip, brotli, LZ4_RAW or without compression")
}

// readAll fills dst with all that a reader has.
func readAll(dst []byte, r io.Reader) (int, error) {
	n, err := io.ReadFull(r, dst)
	if err != nil {
		return n, err
	}
	switch _, err := io.ReadFull(r, make([]byte, 1)); {
	case err == nil:
		return n, errors.New("it goes on after the bytes that are announced")
	case !errors.Is(err, io.EOF):
		return n, err
	}
	return n, nil
}

// close releases the tables of the decompressor.
func (d *decompressor) close() {
	if d.zstd != nil {
		d.zstd.Close()
	}
}
