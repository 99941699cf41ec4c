package universe_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A published universe, as far as it says what our own data say.
type published struct {
	Version   int
	Namespace *string
	Skypix    map[string]yaml.Node
	Elements  map[string]struct {
		Keys              []struct{ Type string }
		Requires, Implies []string
	}
}

// dimensions gives the dimensions by name. An element without keys is none, but
// a relation of some.
func (p published) dimensions(t *testing.T) map[string]dataidlist.Dimension {
	types := map[string]dataidlist.KeyType{"string": dataidlist.String, "int": dataidlist.Int64}
	dims := map[string]dataidlist.Dimension{}
	for name, e := range p.Elements {
		if len(e.Keys) == 0 {
			continue
		}
		keyType, known := types[e.Keys[0].Type]
		require.True(t, known, name)
		dims[name] = dataidlist.Dimension{Name: name, Type: keyType, Requires: e.Requires, Implies: e.Implies}
	}
	for system, node := range p.Skypix {
		var levels struct {
			MaxLevel *int `yaml:"max_level"`
		}
		if system == "common" {
			continue
		}
		require.NoError(t, node.Decode(&levels))
		for level := range *levels.MaxLevel + 1 {
			name := fmt.Sprint(system, level)
			dims[name] = dataidlist.Dimension{Name: name, Type: dataidlist.Int64}
		}
	}
	return dims
}

func TestBuiltInUniversesAreThePublishedOnes(t *testing.T) {
	const folder = "../../../shared/data/daf_butler/dimensions"
	if _, err := os.Stat(folder); os.IsNotExist(err) {
		t.Skip("the shared data are not here")
	}
	for version := range dataidlist.DefaultVersion + 1 {
		text, err := os.ReadFile(filepath.Join(folder, fmt.Sprintf("daf_butler_universe%d.yaml", version)))
		require.NoError(t, err)
		var p published
		require.NoError(t, yaml.Unmarshal(text, &p))
		require.Equal(t, version, p.Version)
		if version > 0 {
			require.Equal(t, "daf_butler", *p.Namespace)
		}
		want := p.dimensions(t)
		u, err := dataidlist.DafButler(version)
		require.NoError(t, err)
		for _, d := range u.Dimensions() {
			require.Contains(t, want, d.Name, "version %d", version)
			require.Equal(t, want[d.Name].Type, d.Type, "version %d: %s", version, d.Name)
			require.ElementsMatch(t, want[d.Name].Requires, d.Requires, "version %d: %s requires", version, d.Name)
			require.ElementsMatch(t, want[d.Name].Implies, d.Implies, "version %d: %s implies", version, d.Name)
		}
		require.Len(t, u.Dimensions(), len(want), "version %d", version)
	}
}
