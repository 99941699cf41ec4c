package strictjson_test

import (
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

func TestElementsCanBeReadFromTheBytesAhead(t *testing.T) {
	const input = "[{},\n{},\n{},\n{\"a\":1}, 7 x"
	s := strictjson.New(iotest.OneByteReader(strings.NewReader(input)), strictjson.Options{})
	var rest []string
	for _, err := range s.Array() {
		if err != nil {
			assert.EqualError(t, err, "byte 24: found 'x'; ',' or ']' is expected")
			break
		}
		require.NoError(t, s.Skip())
		rest = append(rest, string(s.Ahead(6)))
		assert.Equal(t, input[s.Position():], string(s.Ahead(100)))
		if len(rest) == 1 {
			s.Advance(len(",\n{},\n{}"))
			assert.EqualValues(t, 10, s.Offset())
			assert.EqualValues(t, 3, s.Line())
		}
	}
	assert.Equal(t, []string{",\n{},\n", ", 7 x", " x"}, rest)
}

// What is read ahead of an error comes before it.
func TestErrorsBehindTheBytesAhead(t *testing.T) {
	s := strictjson.New(&lastWords{"{}\n{}\n", iotest.ErrTimeout}, strictjson.Options{Lines: true})
	values := 0
	var last error
	for _, err := range s.Values() {
		if last = err; err == nil {
			require.NoError(t, s.Skip())
			assert.Len(t, s.Ahead(100), 4-3*values)
			values++
		}
	}
	assert.Equal(t, 2, values)
	assert.ErrorIs(t, last, iotest.ErrTimeout)
}
