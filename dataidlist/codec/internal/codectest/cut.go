package codectest

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A Cut is a whole input, of which every beginning is read.
type Cut struct {
	Whole string
	// Open matches the beginnings that are whole inputs too: nothing in them
	// says that more is to come. It is empty for a format that has an end.
	Open    string
	Read    func(table.Source, *table.ReadOptions) (*table.Result, error)
	Options *table.ReadOptions
}

// Check fails the test unless the beginnings that are refused are those that
// Open does not match; unless all are refused, the whole too, of an input that
// breaks where they end, and of one that was said to be longer; and unless the
// whole is refused where its file becomes empty while it is read.
func (c Cut) Check(t *testing.T) {
	t.Helper()
	open := regexp.MustCompile(`^(` + c.Open + `)$`)
	for n := range len(c.Whole) + 1 {
		head := c.Whole[:n]
		last := fmt.Sprintf("%d bytes, %q", n, head[max(0, n-60):])
		whole := n == len(c.Whole) || c.Open != "" && open.MatchString(head)
		for how, r := range map[string]io.Reader{"a file": strings.NewReader(head), "a pipe": pipe(head)} {
			if err := c.read(t, r, -1); whole {
				require.NoError(t, err, "%s of %s", how, last)
			} else {
				require.Error(t, err, "%s of %s", how, last)
			}
		}
		require.Error(t, c.read(t, pipe(head), len(c.Whole)+1), last)
		for _, r := range Broken(head) {
			require.Error(t, c.read(t, r, -1), last)
		}
	}
	for reads := 0; ; reads++ {
		r := &emptied{Reader: strings.NewReader(c.Whole), left: reads}
		err := c.read(t, r, -1)
		if r.left >= 0 {
			require.NoError(t, err)
			break
		}
		require.Error(t, err, "after %d reads", reads)
	}
}

// An emptied file has nothing at any offset after some reads there.
type emptied struct {
	*strings.Reader
	left int
}

func (e *emptied) ReadAt(p []byte, at int64) (int, error) {
	if e.left--; e.left < 0 {
		return 0, io.EOF
	}
	return e.Reader.ReadAt(p, at)
}

// pipe is a reader without random access.
func pipe(text string) io.Reader { return struct{ io.Reader }{strings.NewReader(text)} }

// Broken gives inputs that break after a text, and say so once. One error is
// that of a connection that was closed, which wraps io.EOF.
func Broken(text string) (inputs []io.Reader) {
	for _, err := range []error{errors.New("reset"), io.ErrUnexpectedEOF, fmt.Errorf("read tcp: %w", io.EOF)} {
		inputs = append(inputs, io.MultiReader(strings.NewReader(text), &once{err}))
	}
	return inputs
}

// A once reader gives an error once, and then the end.
type once struct{ err error }

func (o *once) Read([]byte) (int, error) {
	err := o.err
	o.err = io.EOF
	return 0, err
}

// read reads an input and returns the error, which must have a place.
func (c Cut) read(t *testing.T, r io.Reader, size int) error {
	t.Helper()
	_, err := c.Read(table.Source{Name: "f", R: r, Size: int64(size)}, c.Options)
	var input *dataidlist.InputError
	if err != nil {
		assert.ErrorAs(t, err, &input)
	}
	return err
}
