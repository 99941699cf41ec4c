package dataidlist

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A million reasons with DataIds of their own would take seconds: these have
// none.
func TestBuilderLimitsReasons(t *testing.T) {
	u, err := DafButler(DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group("exposure")
	require.NoError(t, err)
	b := NewBuilder(g)
	b.reasons = make(map[Reason]*storeBuilder, MaxReasons)
	for i := range MaxReasons - 1 {
		b.reasons[Reason{Text: strconv.Itoa(i)}] = nil
	}
	add := func(texts ...string) error {
		var reasons []Reason
		for _, text := range texts {
			reasons = append(reasons, Reason{Text: text})
		}
		return b.AddRun([]string{"HSC"}, []int64{1}, 1, reasons...)
	}
	require.ErrorIs(t, add("a", "b"), ErrLimit)
	require.NoError(t, add("c", "c"), "there is room for one")
	require.ErrorIs(t, add("a"), ErrLimit)
	require.NoError(t, add("c"))
	assert.EqualValues(t, 2, b.Added())
}
