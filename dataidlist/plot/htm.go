package plot

import (
	"iter"
	"math"
)

// htm divides the sky into 8·4^level triangles (Kunszt et al. 2001), numbered
// from 8·4^level, as the dimensions htm1 … htm24 have. Cells here are numbered
// from 0.
type htm struct{ level int }

func (h htm) size() int { return 8 << (2 * h.level) }

type vector [3]float64

type triangle [3]vector

// roots are the triangles S0 … S3, N0 … N3.
func roots() [8]triangle {
	north, south := vector{0, 0, 1}, vector{0, 0, -1}
	a, b, c, d := vector{1, 0, 0}, vector{0, 1, 0}, vector{-1, 0, 0}, vector{0, -1, 0}
	return [8]triangle{
		{a, south, b}, {b, south, c}, {c, south, d}, {d, south, a},
		{a, north, d}, {d, north, c}, {c, north, b}, {b, north, a},
	}
}

// triangle gives the corners of a cell.
func (h htm) triangle(n int) triangle {
	t := roots()[n>>(2*h.level)]
	for bit := 2 * (h.level - 1); bit >= 0; bit -= 2 {
		w0, w1, w2 := middle(t[1], t[2]), middle(t[0], t[2]), middle(t[0], t[1])
		switch n >> bit & 3 {
		case 0:
			t = triangle{t[0], w2, w1}
		case 1:
			t = triangle{t[1], w0, w2}
		case 2:
			t = triangle{t[2], w1, w0}
		default:
			t = triangle{w0, w1, w2}
		}
	}
	return t
}

// middle gives the middle of the arc between two places.
func middle(vs ...vector) vector {
	var sum vector
	for _, v := range vs {
		for i := range sum {
			sum[i] += v[i]
		}
	}
	length := math.Sqrt(sum[0]*sum[0] + sum[1]*sum[1] + sum[2]*sum[2])
	return vector{sum[0] / length, sum[1] / length, sum[2] / length}
}

func (v vector) lonLat() lonLat {
	return lonLat{math.Atan2(v[1], v[0]), math.Asin(min(max(v[2], -1), 1))}
}

func (h htm) outline(n int) []lonLat {
	t := h.triangle(n)
	inside := middle(t[:]...).lonLat()
	var line []lonLat
	for i := range t {
		for _, v := range arc(t[i], t[(i+1)%3], max(4-h.level, 0)) {
			at := v.lonLat()
			if math.Abs(v[2]) > 1-1e-12 {
				at.lon = inside.lon // a pole has none
			}
			line = append(line, at)
		}
	}
	return line
}

// arc gives the places on the way from a to b, without b, halved so often.
func arc(a, b vector, halvings int) []vector {
	if halvings == 0 {
		return []vector{a}
	}
	m := middle(a, b)
	return append(arc(a, m, halvings-1), arc(m, b, halvings-1)...)
}

func (h htm) points() iter.Seq2[int, lonLat] {
	return func(yield func(int, lonLat) bool) {
		fine := htm{max(h.level, maxOrder)}
		for n := range fine.size() {
			t := fine.triangle(n)
			if !yield(n>>(2*(fine.level-h.level)), middle(t[:]...).lonLat()) {
				return
			}
		}
	}
}
