package parquet

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
)

// TestDictionariesTakeRoom counts what dictionaries become: 16 bytes for each
// empty string, of which a page can have millions.
func TestDictionariesTakeRoom(t *testing.T) {
	room := &pageRoom{most: 1 << 20}
	c := &columnReader{pages: pageReader{room: room}}
	dictionary := func(n int) error {
		c.start(chunk{})
		return c.setDictionary(page{dictionary: true, values: n, data: make([]byte, 4*n)})
	}
	require.NoError(t, dictionary(50_000))
	require.EqualValues(t, 50_000*(4+16), room.taken)
	require.NoError(t, dictionary(1), "the one before is gone")
	require.ErrorIs(t, dictionary(60_000), dataidlist.ErrLimit)
	c.field.size = 4
	require.NoError(t, dictionary(100_000))
	require.EqualValues(t, 100_000*8, room.taken)
	require.ErrorIs(t, dictionary(200_000), dataidlist.ErrLimit)
}

// TestStringsTakeRoom counts the strings of the rows that are read at a time.
func TestStringsTakeRoom(t *testing.T) {
	room := &pageRoom{most: 1 << 20}
	c := &columnReader{pages: pageReader{room: room}}
	read := func(n int, text func(i int) byte) error {
		var data []byte
		for i := range n {
			data = binary.LittleEndian.AppendUint32(data, 1000)
			data = append(data, bytes.Repeat([]byte{text(i)}, 1000)...)
		}
		c.words = encoding.PlainWords(data)
		return c.readWords(n)
	}
	other := func(i int) byte { return byte(i) }
	require.NoError(t, read(600, other))
	require.NoError(t, read(700, other), "those before are gone")
	require.NoError(t, read(2000, func(int) byte { return 'x' }))
	require.EqualValues(t, 1016, room.taken, "neighbours share a string")
	require.ErrorIs(t, read(1100, other), dataidlist.ErrLimit)
}
