package listtest

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Shape says what the DataIds of a random list look like.
type Shape int

// The shapes.
const (
	Empty          Shape = iota
	One                  // one DataId
	Dense                // full focal planes of consecutive visits
	Sparse               // DataIds far apart
	Runs                 // short runs, which overlap and touch
	Tenth                // a tenth of the focal planes, at random
	OnePartition         // runs, with one tuple of string values
	ManyPartitions       // thousands of tuples of string values
	Huge                 // values up to 2^63−1
	Mixed                // values around all powers of 2 that a layout may depend on
	Borders              // runs over multiples of 65536 and 2^32
	numShapes
)

// Shapes returns all shapes.
func Shapes() []Shape {
	shapes := make([]Shape, numShapes)
	for i := range shapes {
		shapes[i] = Shape(i)
	}
	return shapes
}

// String gives the shape's name.
func (s Shape) String() string {
	names := [...]string{"empty", "one", "dense", "sparse", "runs", "tenth", "one partition", "many partitions", "huge", "mixed", "borders"}
	return names[s]
}

// A run is what a builder takes.
type run struct {
	strings []string
	ints    []int64
	n       int64
}

const (
	night    = 2025042200000
	detector = 189
)

// runs draws the runs of a list with s string and k int dimensions. They may
// overlap.
func (s Shape) runs(rng *rand.Rand, strings, k int) []run {
	tuples := [][]string{nicePartition(strings)}
	if s != OnePartition {
		for range rng.IntN(3) {
			tuples = append(tuples, anyPartition(rng, strings))
		}
	}
	var runs []run
	add := func(n int64, ints ...int64) {
		if k == 0 {
			n = 1
		} else if room := math.MaxInt64 - ints[k-1]; n-1 > room {
			n = room + 1
		}
		runs = append(runs, run{tuples[rng.IntN(len(tuples))], ints, n})
	}
	switch s {
	case One:
		add(1, draw(rng, k, anyEdge)...)
	case Dense, Tenth:
		for visit := range int64(6) {
			ints := append([]int64{night + rng.Int64N(3)*100000 + visit}, draw(rng, max(k-1, 0), below(2))...)[:k]
			if k > 1 {
				ints[k-1] = 0
			}
			if s == Dense {
				add(detector, ints...)
				continue
			}
			for range detector / 10 {
				point := append([]int64(nil), ints...)
				if k > 0 {
					point[k-1] += rng.Int64N(detector)
				}
				add(1, point...)
			}
		}
	case Sparse:
		for range 300 {
			add(1, drawVisit(rng, k, 300000, 200)...)
		}
	case Runs, OnePartition:
		for range 40 {
			add(1+rng.Int64N(40), drawVisit(rng, k, 10, 300)...)
		}
	case ManyPartitions:
		for i := range 2000 {
			if strings > 0 {
				tuples = [][]string{nicePartition(strings)}
				tuples[0][rng.IntN(strings)] = fmt.Sprintf("2025-%05d", rng.IntN(4000)+i%2)
			}
			add(1, drawVisit(rng, k, 50, 50)...)
		}
	case Huge:
		for range 80 {
			add(1+rng.Int64N(9), draw(rng, k, fromTop(60))...)
		}
	case Mixed:
		for range 120 {
			add(1+rng.Int64N(9), draw(rng, k, anyEdge)...)
		}
	case Borders:
		for range 60 {
			add(1+rng.Int64N(20), draw(rng, k, nearBorder)...)
		}
	}
	return runs
}

// A source draws a value of an int dimension.
type source func(rng *rand.Rand) int64

func draw(rng *rand.Rand, k int, from source) []int64 {
	ints := make([]int64, k)
	for i := range ints {
		ints[i] = from(rng)
	}
	return ints
}

// drawVisit draws one of so many visits of a night, and of so many values of
// the other dimensions.
func drawVisit(rng *rand.Rand, k int, visits, others int64) []int64 {
	ints := draw(rng, k, below(others))
	if k > 0 {
		ints[0] = night + rng.Int64N(visits)
	}
	return ints
}

func below(n int64) source { return func(rng *rand.Rand) int64 { return rng.Int64N(n) } }

func fromTop(n int64) source {
	return func(rng *rand.Rand) int64 { return math.MaxInt64 - rng.Int64N(n) }
}

// anyEdge draws a value near 0, a power of 2 at which something changes, or
// 2^63−1.
func anyEdge(rng *rand.Rand) int64 {
	edges := [...]int64{0, 1 << 8, 1 << 16, 1 << 31, 1 << 32, 1 << 48, 1 << 62, math.MaxInt64}
	return near(rng, edges[rng.IntN(len(edges))], 3)
}

// nearBorder draws a value around a place where chunks or blocks end.
func nearBorder(rng *rand.Rand) int64 {
	border := int64(1) << [...]uint{16, 32}[rng.IntN(2)]
	return near(rng, border*rng.Int64N(3), 12)
}

func near(rng *rand.Rand, v, within int64) int64 {
	off := rng.Int64N(2*within+1) - within
	if off > math.MaxInt64-v {
		return math.MaxInt64
	}
	return max(v+off, 0)
}

// nicePartition gives string values without surprises.
func nicePartition(n int) []string {
	return append([]string(nil), []string{"LSSTCam", "r_57", "r", "g"}[:n]...)
}

// anyPartition draws string values of which some are prefixes of others, or
// hold what needs care.
func anyPartition(rng *rand.Rand, n int) []string {
	values := [...]string{
		"LSSTCam", "LSSTComCam", "LSSTCam\x00", "LSSTCam\x00\x01", "LSSTCam\x01", "\x00", "\x00\x00",
		"g DECam SDSS c0001 4720.0 1520.0", "o'clock \"x\"", "é", "\U0001F52D", "\x7f", "\uFFFD", "=1+1", "ab", "a", "ba",
	}
	strs := make([]string, n)
	for i := range strs {
		strs[i] = values[rng.IntN(len(values))]
	}
	return strs
}
