package dataidlist

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExpandLimits(t *testing.T) {
	u, err := DafButler(DefaultVersion)
	require.NoError(t, err)
	list := func(dimension string, first, n, step int64, reasons ...Reason) *List {
		g, err := u.Group("instrument", dimension)
		require.NoError(t, err)
		b := NewBuilder(g)
		for i := range n {
			require.NoError(t, b.AddRun([]string{"HSC"}, []int64{first + step*i}, 1, reasons...))
		}
		return b.List()
	}
	const plenty = 1 << 20
	for name, c := range map[string]struct {
		list, by *List
		fits     expandLimits // the least
	}{
		"each visit by a run of detectors":  {list("visit", 5, 7, 1), list("detector", 0, 9, 1), expandLimits{0, 7}},
		"each visit by single detectors":    {list("visit", 5, 7, 1), list("detector", 0, 9, 2), expandLimits{0, 63}},
		"a run of detectors by each visit":  {list("detector", 0, 9, 1), list("visit", 5, 7, 1), expandLimits{7, 7}},
		"detectors that they share":         {list("detector", 0, 9, 1), list("detector", 3, 9, 1), expandLimits{9, 9}},
		"runs that reasons have once more":  {list("visit", 5, 7, 1, Reason{Text: "x"}), list("detector", 0, 9, 1), expandLimits{0, 14}},
		"visits, none of which has a match": {list("visit", 5, 7, 1), list("visit", 50, 9, 1), expandLimits{9, 7}},
	} {
		_, err := c.list.expand(c.by, c.fits)
		require.NoError(t, err, name)
		if c.fits.partners > 0 {
			_, err = c.list.expand(c.by, expandLimits{c.fits.partners - 1, plenty})
			require.ErrorIs(t, err, ErrLimit, name)
			require.ErrorContains(t, err, "project them, or cut them first, to", name)
		}
		_, err = c.list.expand(c.by, expandLimits{plenty, c.fits.rows - 1})
		require.ErrorIs(t, err, ErrLimit, name)
		require.ErrorContains(t, err, "the expanded list would have more than", name)
	}
}
