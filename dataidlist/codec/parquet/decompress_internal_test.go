package parquet

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/require"
)

// TestCutPages cuts compressed bytes, of pages and of the index, at every byte:
// they are the bytes of the size that is announced, or refused.
func TestCutPages(t *testing.T) {
	plain := bytes.Repeat([]byte("LSSTCam 2025062900604 "), 20)
	through := func(open func(w io.Writer) io.WriteCloser) []byte {
		var b bytes.Buffer
		w := open(&b)
		_, err := w.Write(plain)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return b.Bytes()
	}
	frame := func(checksum bool) []byte {
		z, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(checksum))
		require.NoError(t, err)
		return z.EncodeAll(plain[:200], z.EncodeAll(plain[200:], nil))
	}
	block := make([]byte, lz4.CompressBlockBound(len(plain)))
	n, err := lz4.CompressBlock(plain, block, nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		codec format.CompressionCodec
		data  []byte
	}{
		"snappy":                     {format.Snappy, snappy.Encode(nil, plain)},
		"gzip":                       {format.Gzip, through(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })},
		"brotli":                     {format.Brotli, through(func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })},
		"two frames of zstd":         {format.Zstd, frame(false)},
		"two frames with a checksum": {format.Zstd, frame(true)},
		"lz4":                        {format.Lz4Raw, block[:n]},
	} {
		unpack := &decompressor{}
		require.NoError(t, unpack.decompress(c.codec, make([]byte, len(plain)), c.data), name)
		for n := range c.data {
			require.Error(t, unpack.decompress(c.codec, make([]byte, len(plain)), c.data[:n]), "%s, %d of %d bytes", name, n, len(c.data))
		}
		require.Error(t, unpack.decompress(c.codec, make([]byte, len(plain)-1), c.data), "%s, one byte more", name)
		require.Error(t, unpack.decompress(c.codec, make([]byte, len(plain)+1), c.data), "%s, one byte fewer", name)
		unpack.close()
	}
}
