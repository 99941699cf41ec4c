package universes_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

// groups are the groups that the lists of each survey are over.
var groups = map[string][]string{
	"atlas.yaml":  {"run", "lumiblock"},
	"cms.yaml":    {"run", "lumi"},
	"des.yaml":    {"expnum", "ccdnum"},
	"desi.yaml":   {"CAMERA", "EXPID"},
	"hetdex.yaml": {"multiframe", "date"},
	"ligo.yaml":   {"ifo", "gps"},
	"sdss.yaml":   {"observatory", "mjd", "plate", "exposure"},
}

func TestEveryUniverse(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	files, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	require.Len(t, files, len(groups))
	for _, file := range files {
		u, err := universe.Load(file)
		require.NoError(t, err)
		assert.Equal(t, strings.TrimSuffix(file, ".yaml")+"/1", u.String())
		g, err := u.Group(groups[file]...)
		require.NoError(t, err, file)
		assert.Equal(t, groups[file], g.Dimensions(), file)
		assert.Contains(t, string(readme), "--universe "+file, "the README shows how")
	}
}
