package whole_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestReader(t *testing.T) {
	reset := errors.New("reset")
	for name, c := range map[string]struct {
		end  error
		size int64
		want error
		text string
	}{
		"the end":                    {io.EOF, -1, nil, ""},
		"a size that is not known":   {io.EOF, 0, nil, ""},
		"as long as told":            {io.EOF, 5, nil, ""},
		"longer than told":           {io.EOF, 4, nil, ""},
		"shorter than told":          {io.EOF, 6, io.ErrUnexpectedEOF, "the input ends after 5 of 6 bytes: unexpected EOF"},
		"an error":                   {reset, 5, reset, "reset"},
		"an error that is cut off":   {io.ErrUnexpectedEOF, -1, io.ErrUnexpectedEOF, "unexpected EOF"},
		"an error that wraps io.EOF": {fmt.Errorf("read tcp: %w", io.EOF), -1, io.ErrUnexpectedEOF, "read tcp: EOF: unexpected EOF"},
	} {
		for how, in := range map[string]io.Reader{
			"after": io.MultiReader(strings.NewReader("visit"), iotest.ErrReader(c.end)),
			"with":  iotest.DataErrReader(io.MultiReader(strings.NewReader("visit"), iotest.ErrReader(c.end))),
		} {
			text, err := io.ReadAll(whole.Reader(table.Source{R: in, Size: c.size}))
			assert.Equal(t, "visit", string(text), name)
			if c.want == nil {
				require.NoError(t, err, "%s, %s", name, how)
				continue
			}
			require.ErrorIs(t, err, c.want, "%s, %s", name, how)
			require.NotErrorIs(t, err, io.EOF, "%s, %s", name, how)
			require.EqualError(t, err, c.text, "%s, %s", name, how)
		}
	}
}

func TestReadAt(t *testing.T) {
	text := strings.NewReader("visit")
	p := make([]byte, 3)
	require.NoError(t, whole.ReadAt(text, p, 2))
	assert.Equal(t, "sit", string(p))
	for _, at := range []int64{3, 5, 9} {
		require.Equal(t, io.ErrUnexpectedEOF, whole.ReadAt(text, p, at))
	}
	require.NoError(t, whole.ReadAt(text, nil, 5))
	require.Error(t, whole.ReadAt(text, p, -1))
}
