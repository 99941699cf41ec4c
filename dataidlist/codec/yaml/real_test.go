package yaml_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const sharedData = "../../../../shared/data"

func real(t *testing.T, path string) string {
	data, err := os.ReadFile(filepath.Join(sharedData, path))
	if os.IsNotExist(err) {
		t.Skip("the shared data are not here")
	}
	require.NoError(t, err)
	return string(data)
}

func TestButlerExports(t *testing.T) {
	for _, c := range []struct {
		path, element, group string
		count                uint64
	}{
		{"lsstcam-subset.yaml", "visit", "{instrument, visit}", 2},
		{"lsstcam-subset.yaml", "exposure", "{instrument, exposure}", 2},
		{"lsstcam-subset.yaml", "group", "{instrument, group}", 2},
		{"lsstcam-subset.yaml", "visit_detector_region", "{instrument, visit, detector}", 4},
		{"hsc-rc2-subset.yaml", "visit", "{instrument, visit}", 160},
		{"hsc-rc2-subset.yaml", "patch", "{skymap, tract, patch}", 2},
		{"hsc-rc2-subset.yaml", "detector", "{instrument, detector}", 111},
		{"hsc-rc2-subset.yaml", "visit_detector_region", "{instrument, visit, detector}", 1132},
	} {
		t.Run(c.path+" "+c.element, func(t *testing.T) {
			got, err := read(real(t, "daf_butler/"+c.path), &table.ReadOptions{Select: c.element})
			require.NoError(t, err)
			require.Equal(t, c.group, got.List.Group().String())
			require.Equal(t, c.count, got.List.Count())
		})
	}
	_, err := read(real(t, "daf_butler/lsstcam-subset.yaml"), &table.ReadOptions{})
	require.EqualError(t, err, `f.yaml: the export has several entries: choose what to read with --select: "day_obs", "detector", "exposure", "group", "instrument", "physical_filter", "visit", "visit_definition", "visit_detector_region", "visit_system", "visit_system_membership"`)
}

func TestSubmissionsAreNoLists(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(sharedData, "rubin/bps/*.yaml"))
	require.NoError(t, err)
	if len(paths) == 0 {
		t.Skip("the shared data are not here")
	}
	for _, path := range paths {
		_, err := read(real(t, "rubin/bps/"+filepath.Base(path)), &table.ReadOptions{})
		require.ErrorContains(t, err, "a dataQuery says which DataIds are meant but does not list them", path)
	}
}

// JSON is nearly YAML: files that were made to break parsers of one may break
// those of the other.
func TestHostileFiles(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(sharedData, "corpora/jsontestsuite/*/*.json"))
	require.NoError(t, err)
	if len(paths) == 0 {
		t.Skip("the shared data are not here")
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		if got, err := read(string(data), &table.ReadOptions{}); err == nil {
			t.Errorf("%s: is taken for %s", path, got.List)
		} else {
			require.ErrorAs(t, err, new(*dataidlist.InputError), path)
		}
	}
}
