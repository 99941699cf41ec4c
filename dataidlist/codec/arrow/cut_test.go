package arrow_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	libarrow "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// threeBatches are three batches of a DataId each, without our metadata:
// nothing in them says how many there are.
func threeBatches(t testing.TB) (*libarrow.Schema, []libarrow.RecordBatch) {
	t.Helper()
	schema := libarrow.NewSchema([]libarrow.Field{{Name: "instrument", Type: libarrow.BinaryTypes.String}, {Name: "visit", Type: libarrow.PrimitiveTypes.Int64}}, nil)
	b := array.NewRecordBuilder(memory.NewGoAllocator(), schema)
	var batches []libarrow.RecordBatch
	for i := range int64(3) {
		b.Field(0).(*array.StringBuilder).Append("LSSTCam")
		b.Field(1).(*array.Int64Builder).Append(i)
		batches = append(batches, b.NewRecordBatch())
	}
	return schema, batches
}

// messages are those of a stream of three batches: the schema, the batches and
// the end mark.
func messages(t testing.TB) [][]byte {
	t.Helper()
	schema, batches := threeBatches(t)
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(schema))
	for _, batch := range batches {
		require.NoError(t, w.Write(batch))
	}
	require.NoError(t, w.Close())
	var parts [][]byte
	for data := b.Bytes(); len(data) > 0; data = data[len(parts[len(parts)-1]):] {
		size := 8 + int(binary.LittleEndian.Uint32(data[4:]))
		if size > 8 {
			size += int(ipc.NewMessage(memory.NewBufferBytes(data[8:size]), memory.NewBufferBytes(nil)).BodyLen())
		}
		parts = append(parts, data[:size])
	}
	require.Len(t, parts, 5)
	return parts
}

// TestAStreamEndsWithItsMark cuts streams of now and of before Arrow 0.15. Whole
// batches before the cut are no list.
func TestAStreamEndsWithItsMark(t *testing.T) {
	now := messages(t)
	old := make([][]byte, len(now))
	for i, m := range now {
		old[i] = m[4:]
	}
	t.Run("cut", codectest.Cut{Whole: string(bytes.Join(now, nil)), Read: arrow.Read}.Check)
	for form, parts := range map[string][][]byte{"now": now, "old": old} {
		whole := bytes.Join(parts, nil)
		got, err := read(whole, &table.ReadOptions{})
		require.NoError(t, err, form)
		assert.EqualValues(t, 3, got.List.Count(), form)
		for n := len(whole) - 8; n < len(whole); n++ {
			_, err := read(whole[:n], &table.ReadOptions{})
			require.Error(t, err, "%s, %d bytes", form, n)
		}
		for i := range parts {
			cut := bytes.Join(parts[:i], nil)
			for _, more := range []string{"", "\xff\xff", "\xff\xff\xff\xff"} {
				_, err := read(append(slices.Clone(cut), more...), &table.ReadOptions{})
				require.ErrorContains(t, err, fmt.Sprintf("f.arrow: byte %d: ", len(cut)+len(more)), "%s, %d messages and %q", form, i, more)
				require.ErrorContains(t, err, "the stream is cut off: the end mark ff ff ff ff 00 00 00 00 is missing; let the program that writes the stream close its writer", "%s, %d messages and %q", form, i, more)
			}
		}
	}
}

// file gives a file of messages whose footer is that of a whole one with some
// of its batches.
func file(t testing.TB, parts [][]byte, named ...int) []byte {
	t.Helper()
	schema, batches := threeBatches(t)
	var b bytes.Buffer
	w, err := ipc.NewFileWriter(&b, ipc.WithSchema(schema))
	require.NoError(t, err)
	for _, batch := range batches {
		require.NoError(t, w.Write(batch))
	}
	require.NoError(t, w.Close())
	whole := b.Bytes()
	length := int(binary.LittleEndian.Uint32(whole[len(whole)-10:]))
	tail := bytes.Clone(whole[len(whole)-10-length:])
	// The blocks are a vector: their number, and 24 bytes for each, which
	// begin with where its message is.
	const size = 24
	first := binary.LittleEndian.AppendUint64([]byte{3, 0, 0, 0}, uint64(8+len(parts[0])))
	at := bytes.Index(tail, first)
	require.Positive(t, at)
	blocks := bytes.Clone(tail[at+4 : at+4+3*size])
	tail[at] = byte(len(named))
	for i, n := range named {
		copy(tail[at+4+i*size:], blocks[n*size:(n+1)*size])
	}
	return slices.Concat([]byte("ARROW1\x00\x00"), bytes.Join(parts, nil), tail)
}

// TestAFooterNamesAllMessages leaves batches out of the footer of a file that
// has them.
func TestAFooterNamesAllMessages(t *testing.T) {
	parts := messages(t)
	t.Run("cut", codectest.Cut{Whole: string(file(t, parts, 0, 1, 2)), Read: arrow.Read}.Check)
	for _, named := range [][]int{{0, 1, 2}, {2, 0, 1}} {
		got, err := read(file(t, parts, named...), &table.ReadOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, 3, got.List.Count())
	}
	for _, c := range []struct {
		named []int
		at    int // the part that is not named
	}{{nil, 1}, {[]int{0}, 2}, {[]int{1}, 1}, {[]int{2}, 1}, {[]int{0, 1}, 3}, {[]int{0, 2}, 2}, {[]int{1, 2}, 1}, {[]int{2, 1}, 1}} {
		_, err := read(file(t, parts, c.named...), &table.ReadOptions{})
		at := 8 + len(bytes.Join(parts[:c.at], nil))
		require.EqualError(t, err, fmt.Sprintf("f.arrow: byte %d: the footer does not name what is here: rows are missing; write the file again", at), "%v", c.named)
	}
	for _, named := range [][]int{{0, 0, 1}, {0, 1, 1}, {0, 0}} {
		_, err := read(file(t, parts, named...), &table.ReadOptions{})
		require.ErrorContains(t, err, "one twice", "%v", named)
	}
}

// TestPaddingBetweenMessages has zeros before a message, as files have whose
// writer aligns them, and no end mark, which a file may lack: it has a footer.
func TestPaddingBetweenMessages(t *testing.T) {
	parts := messages(t)
	parts[len(parts)-1] = make([]byte, len(parts[len(parts)-1]))
	got, err := read(file(t, parts, 0, 1, 2), &table.ReadOptions{})
	require.NoError(t, err)
	assert.EqualValues(t, 3, got.List.Count())

	for _, more := range []string{"\x01", "\xff\xff\xff\xff\xff"} {
		_, err = read(file(t, append(slices.Clone(parts), make([]byte, 56), []byte(more)), 0, 1, 2), &table.ReadOptions{})
		require.ErrorContains(t, err, "rows are missing", "%q", more)
	}
}

func TestASchemaThatIsLongerThanTheFile(t *testing.T) {
	schema := bytes.Clone(messages(t)[0])
	data := file(t, [][]byte{schema})
	got, err := read(data, &table.ReadOptions{})
	require.NoError(t, err)
	assert.Zero(t, got.List.Count())
	binary.LittleEndian.PutUint32(data[8+4:], uint32(len(data)))
	_, err = read(data, &table.ReadOptions{})
	require.ErrorContains(t, err, "the schema does not end before the first message of the footer")
}

// TestRecordsThatBreakAreNoList has readers that fail after batches, or with an
// error that says that it is the end.
func TestRecordsThatBreakAreNoList(t *testing.T) {
	for n := range 4 {
		for _, broken := range []error{errors.New("the connection broke"), io.EOF, io.ErrUnexpectedEOF} {
			schema, batches := threeBatches(t)
			records := array.ReaderFromIter(schema, func(yield func(libarrow.RecordBatch, error) bool) {
				for _, batch := range batches[:n] {
					if !yield(batch, nil) {
						return
					}
				}
				yield(nil, broken)
			})
			_, err := arrow.FromRecords(records, nil)
			require.ErrorIs(t, err, broken, "after %d batches", n)
			var input *dataidlist.InputError
			require.ErrorAs(t, err, &input)
			assert.Equal(t, "records", input.File)
			records.Release()
		}
	}
}
