package plot

import "math"

// Place is a place on the sky, in degrees.
type Place struct{ Lon, Lat float64 }

func degrees(at lonLat) Place {
	lon := math.Mod(at.lon*180/math.Pi+720, 360)
	return Place{lon, at.lat * 180 / math.Pi}
}

// Grid shows a division of the sky to tests.
type Grid struct{ grid grid }

func HealpixGrid(order int) Grid { return Grid{healpix{order}} }
func HTMGrid(level int) Grid     { return Grid{htm{level}} }
func RingsGrid(n int) Grid       { return Grid{newRings(n)} }

func (g Grid) Size() int { return g.grid.size() }

func (g Grid) Outline(cell int) []Place {
	var places []Place
	for _, at := range g.grid.outline(cell) {
		places = append(places, degrees(at))
	}
	return places
}

func (g Grid) Points(yield func(int, Place) bool) {
	for cell, at := range g.grid.points() {
		if !yield(cell, degrees(at)) {
			return
		}
	}
}

// Area gives the area of a cell's shapes on the map; the map's is π/2.
func (g Grid) Area(cell int) float64 {
	var area float64
	for _, shape := range outlines(g.grid.outline(cell)) {
		var twice float64
		for i, a := range shape {
			b := shape[(i+1)%len(shape)]
			twice += a.x*b.y - b.x*a.y
		}
		area += math.Abs(twice) / 2
	}
	return area
}

// Classes divides counts for colours and gives the borders and the class of
// each count.
func Classes(counts []uint64, n int) (from []uint64, last uint64, of []int) {
	c := newClasses(counts, n)
	for _, count := range counts {
		of = append(of, c.of(count))
	}
	return c.from, c.max, of
}
