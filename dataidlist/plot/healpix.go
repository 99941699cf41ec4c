package plot

import (
	"iter"
	"math"
)

// healpix divides the sky into 12·4^order cells of equal area (Górski et al.
// 2005) in the nested order, which the dimensions healpix1 … healpix17 have.
type healpix struct{ order int }

func (h healpix) size() int { return 12 << (2 * h.order) }

// cell splits a cell into one of twelve faces and its place on it.
func (h healpix) cell(n int) (face, x, y int) {
	face = n >> (2 * h.order)
	for bit := range h.order {
		x |= n >> (2 * bit) & 1 << bit
		y |= n >> (2*bit + 1) & 1 << bit
	}
	return face, x, y
}

// place gives the place on the sky of a place on a face, whose coordinates are
// 0 to 1 (section 5.3 of the paper).
func (h healpix) place(face int, x, y float64) lonLat {
	ring := float64(2+face/4) - x - y // from the north pole, in fourths of the way
	var z, width float64              // of the ring: its height, and what a step along it counts
	switch {
	case ring < 1:
		z, width = 1-ring*ring/3, ring
	case ring > 3:
		z, width = (4-ring)*(4-ring)/3-1, 4-ring
	default:
		z, width = (2-ring)*2/3, 1
	}
	middle := [12]float64{1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7}[face]
	lon := middle * math.Pi / 4
	if width > 1e-12 {
		lon += (x - y) / width * math.Pi / 4
	}
	return lonLat{lon, math.Asin(z)}
}

func (h healpix) outline(n int) []lonLat {
	face, x, y := h.cell(n)
	side := 1 / float64(int(1)<<h.order)
	steps := max(16>>h.order, 1) // large cells have curved edges
	var line []lonLat
	for _, edge := range [4][4]int{{0, 0, 1, 0}, {1, 0, 0, 1}, {1, 1, -1, 0}, {0, 1, 0, -1}} {
		for i := range steps {
			along := float64(i) / float64(steps)
			line = append(line, h.place(face,
				(float64(x+edge[0])+along*float64(edge[2]))*side,
				(float64(y+edge[1])+along*float64(edge[3]))*side))
		}
	}
	return line
}

func (h healpix) points() iter.Seq2[int, lonLat] {
	return func(yield func(int, lonLat) bool) {
		fine := healpix{max(h.order, maxOrder)}
		side := 1 / float64(int(1)<<fine.order)
		for n := range fine.size() {
			face, x, y := fine.cell(n)
			at := fine.place(face, (float64(x)+0.5)*side, (float64(y)+0.5)*side)
			if !yield(n>>(2*(fine.order-h.order)), at) {
				return
			}
		}
	}
}
