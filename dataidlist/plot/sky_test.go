package plot_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

// What lsst.sphgeom 30 and hpgeom 1.6 say of single cells: the corners of
// triangles as vectors, and the middles of healpix cells in degrees.
func TestCellsAreWhereOthersSay(t *testing.T) {
	for id, corners := range map[int][][3]float64{
		514: {
			{0.9238795325112867, 0.3826834323650897, 0},
			{0.9807852804032304, 0.19509032201612825, 0},
			{0.9596829822606674, 0.1987568534155134, -0.1987568534155134},
		},
		541: {
			{0.3826834323650897, 0, -0.9238795325112867},
			{0.1987568534155134, 0.1987568534155134, -0.9596829822606674},
			{0.40461504459635395, 0.20884659887152338, -0.8903200344966339},
		},
	} {
		outline := plot.HTMGrid(3).Outline(id - 512)
		for i, corner := range corners {
			at := outline[i*len(outline)/3]
			lon := math.Mod(math.Atan2(corner[1], corner[0])*180/math.Pi+360, 360)
			assert.InDelta(t, lon, at.Lon, 1e-9, "htm3 %d", id)
			assert.InDelta(t, math.Asin(corner[2])*180/math.Pi, at.Lat, 1e-9, "htm3 %d", id)
		}
	}
	for cell, corners := range map[int][]plot.Place{ // of order 3, from the north against the sun
		236: {{285, 54.34091230386124}, {282.85714285714283, 48.141207794360284}, {292.5, 41.81031489577859}, {295.7142857142857, 48.141207794360284}},
		238: {{270, 60.43443884495226}, {270, 54.34091230386124}, {282.85714285714283, 48.141207794360284}, {285, 54.34091230386124}},
	} {
		outline := plot.HealpixGrid(3).Outline(cell)
		for i, want := range corners {
			at := outline[(i*len(outline)/4+len(outline)/2)%len(outline)] // ours begins in the south
			assert.InDelta(t, want.Lon, at.Lon, 1e-9, "healpix3 %d corner %d", cell, i)
			assert.InDelta(t, want.Lat, at.Lat, 1e-9, "healpix3 %d corner %d", cell, i)
		}
	}
}

// The middles of tracts, as lsst.skymap gives them for 120 rings: of ECDFS,
// COSMOS and the example of ci_imsim, and beside the poles.
func TestTractsAreWhereTheSkymapSays(t *testing.T) {
	rings := plot.RingsGrid(120)
	assert.Equal(t, 18938, rings.Size())
	middles := map[int]plot.Place{}
	for tract, at := range rings.Points {
		middles[tract] = at
	}
	for tract, want := range map[int]plot.Place{
		5063:  {53.08755760368663, -27.520661157024797},
		9813:  {150.2479338842975, 2.231404958677686},
		3828:  {56.64971166122064, -36.4462532139527947602893},
		1:     {0, -88.51239669421487},
		18936: {324, 88.51239669421489},
	} {
		assert.InDelta(t, want.Lon, middles[tract].Lon, 1e-3, "tract %d", tract)
		assert.InDelta(t, want.Lat, middles[tract].Lat, 1e-3, "tract %d", tract)
	}
}

// The map is equal-area, so that the cells of a division cover it once.
func TestCellsCoverTheSky(t *testing.T) {
	for name, grid := range map[string]plot.Grid{
		"healpix0": plot.HealpixGrid(0), "healpix1": plot.HealpixGrid(1), "healpix5": plot.HealpixGrid(5),
		"htm0": plot.HTMGrid(0), "htm2": plot.HTMGrid(2), "htm5": plot.HTMGrid(5), "rings": plot.RingsGrid(120),
	} {
		var area float64
		for cell := range grid.Size() {
			area += grid.Area(cell)
		}
		assert.InEpsilon(t, math.Pi/2, area, 0.01, name)
		if name[:2] == "he" {
			for _, cell := range []int{0, grid.Size() / 2, grid.Size() - 1} {
				assert.InEpsilon(t, math.Pi/2/float64(grid.Size()), grid.Area(cell), 0.03, "%s %d", name, cell)
			}
		}
	}
}

func TestPointsAreInTheirCells(t *testing.T) {
	for name, grid := range map[string]plot.Grid{"healpix": plot.HealpixGrid(2), "htm": plot.HTMGrid(2), "rings": plot.RingsGrid(12)} {
		seen := make([]int, grid.Size())
		for cell, at := range grid.Points {
			seen[cell]++
			low, high := 90.0, -90.0
			for _, corner := range grid.Outline(cell) {
				low, high = min(low, corner.Lat), max(high, corner.Lat)
			}
			assert.True(t, low <= at.Lat && at.Lat <= high, "%s %d", name, cell)
		}
		assert.NotContains(t, seen, 0, name)
	}
}
