// Package codectest has what the tests of the codecs share. It is for tests
// only.
package codectest

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Lines gives the DataIds of a list in order, each with the texts of its
// reasons in brackets. It is nil for an empty list.
func Lines(l *dataidlist.List) []string {
	var lines []string
	for d := range l.All() {
		line := d.String()
		if reasons := l.ReasonsOf(d); len(reasons) > 0 {
			line += " (" + table.JoinTexts(reasons) + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// Failing is a writer whose every write fails with Err, as on a full disk.
type Failing struct{ Err error }

func (f Failing) Write([]byte) (int, error) { return 0, f.Err }

// What a small file that is hostile may take at most.
const (
	maxTime  = time.Minute
	maxAlloc = 512 << 20 // bytes, also of what is freed before the end
)

// Watch calls a function that reads a small hostile file, and fails the test
// if that takes too long or too much memory, or if its error does not say where
// in the input it is.
func Watch(t testing.TB, name string, read func() (*table.Result, error)) (*table.Result, error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	got, err := read()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	assert.Less(t, took, maxTime, name)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(maxAlloc), name)
	var input *dataidlist.InputError
	if err != nil {
		assert.ErrorAs(t, err, &input, name)
	}
	return got, err
}
