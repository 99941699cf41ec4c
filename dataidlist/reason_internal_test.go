package dataidlist

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Reasons at their limits, which are not made by a Builder: that would take
// seconds.
func TestOperationsLimitReasons(t *testing.T) {
	u, err := DafButler(DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group("exposure")
	require.NoError(t, err)
	b := NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{1}, 9))
	plain := b.List()
	reasons := func(n int, text string) []attached {
		all := make([]attached, n)
		for i := range all {
			all[i] = attached{Reason{Text: text}, fmt.Sprintf("%08d", i), plain.ids}
		}
		return all
	}
	one := Reason{Text: "one more"}
	first, err := plain.Slice(0, 1).Because(one)
	require.NoError(t, err)

	many := reasons(MaxReasons, "")
	_, err = mergeReasons(many)
	require.NoError(t, err)
	_, err = mergeReasons(many, first.reasons)
	require.ErrorIs(t, err, ErrLimit)

	long := newList(g, plain.ids, reasons(MaxReasonBytes/MaxReasonLen, strings.Repeat("x", MaxReasonLen)))
	_, err = Union(long, plain)
	require.NoError(t, err)
	for name, do := range map[string]func() (*List, error){
		"Union":               func() (*List, error) { return Union(long, first) },
		"SymmetricDifference": func() (*List, error) { return SymmetricDifference(long, first, plain.Slice(0, 1)) },
		"WithReasons":         func() (*List, error) { return long.WithReasons(first.Reasons()) },
		"Because":             func() (*List, error) { return long.Because(one) },
	} {
		_, err := do()
		require.ErrorIs(t, err, ErrLimit, name)
	}
}
