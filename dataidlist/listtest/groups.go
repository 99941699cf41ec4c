package listtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Groups returns groups of every kind: as Rubin uses them, without int
// dimensions, without string dimensions, and of a universe of our own with
// five int dimensions that require nothing.
func Groups(t testing.TB) []*dataidlist.Group {
	t.Helper()
	lab, err := dataidlist.NewUniverse("lab", 1, []dataidlist.Dimension{
		{Name: "bench"},
		{Name: "run", Type: dataidlist.Int64},
		{Name: "lumi", Type: dataidlist.Int64},
		{Name: "fibre", Type: dataidlist.Int64},
		{Name: "pixel", Type: dataidlist.Int64},
		{Name: "step", Type: dataidlist.Int64},
	})
	require.NoError(t, err)
	butler, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	var groups []*dataidlist.Group
	for _, c := range []struct {
		universe *dataidlist.Universe
		names    []string
	}{
		{butler, []string{"visit", "detector"}},
		{butler, []string{"exposure"}},
		{butler, []string{"instrument", "detector"}},
		{butler, []string{"physical_filter"}},
		{butler, []string{"healpix9"}},
		{butler, []string{"patch", "band"}},
		{butler, []string{"visit", "patch"}},
		{butler, []string{"group", "detector"}},
		{lab, []string{"bench", "run", "lumi", "fibre", "pixel", "step"}},
	} {
		g, err := c.universe.Group(c.names...)
		require.NoError(t, err)
		groups = append(groups, g)
	}
	return groups
}

// Group returns a group of the default universe of the Butler.
func Group(t require.TestingT, names ...string) *dataidlist.Group {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group(names...)
	require.NoError(t, err)
	return g
}
