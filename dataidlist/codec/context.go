package codec

import (
	"context"
	"io"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxAtOnce is how many bytes are read at a time, so that a context which ends
// is seen soon.
const maxAtOnce = 1 << 20

// bound makes an input fail once the context has ended. What has random access
// keeps it.
func bound(ctx context.Context, src table.Source) table.Source {
	r := &boundReader{ctx, src.R}
	if at, size, ok := src.ReaderAt(); ok {
		src.R = &boundReaderAt{r, at, size}
	} else {
		src.R = r
	}
	return src
}

type boundReader struct {
	ctx context.Context
	r   io.Reader
}

func (b *boundReader) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.r.Read(p[:min(len(p), maxAtOnce)])
}

type boundReaderAt struct {
	*boundReader
	at   io.ReaderAt
	size int64
}

// Size makes the input one with random access, see [table.Source.ReaderAt].
func (b *boundReaderAt) Size() int64 { return b.size }

func (b *boundReaderAt) ReadAt(p []byte, at int64) (int, error) {
	done := 0
	for {
		if err := b.ctx.Err(); err != nil {
			return done, err
		}
		next := p[done:]
		n, err := b.at.ReadAt(next[:min(len(next), maxAtOnce)], at+int64(done))
		if done += n; err != nil || done == len(p) {
			return done, err
		}
	}
}
