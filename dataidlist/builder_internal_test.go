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

func TestBuilderLimitsBytesOfReasons(t *testing.T) {
	u, err := DafButler(DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group("exposure")
	require.NoError(t, err)
	b := NewBuilder(g)
	add := func(reasons ...Reason) error { return b.AddRun([]string{"HSC"}, []int64{1}, 1, reasons...) }
	require.NoError(t, add(Reason{Text: "a", Author: "me"}))
	require.Equal(t, 3, b.texts)
	b.texts = MaxReasonBytes - 4
	require.ErrorIs(t, add(Reason{Text: "b"}, Reason{Text: "c", URL: "url"}), ErrLimit)
	require.NoError(t, add(Reason{Text: "b"}, Reason{Text: "b"}, Reason{Text: "a", Author: "me"}), "they count once")
	require.NoError(t, add(Reason{Text: "c", Source: "by"}))
	require.ErrorIs(t, add(Reason{Text: "d"}), ErrLimit)
	assert.EqualValues(t, 3, b.Added())
	assert.Equal(t, 3, b.List().NumReasons())
}
