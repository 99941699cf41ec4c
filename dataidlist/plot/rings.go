package plot

import (
	"iter"
	"math"
	"slices"
)

// rings divides the sky into tracts as the RingsSkyMap of lsst.skymap does
// (version 1, first tract of a ring at right ascension 0): a cap at each pole,
// and between them rings of equal height, from south to north, each divided
// into tracts that are not wider than high. Drawn are the parts of the sky that
// belong to a tract alone.
type rings struct {
	high  float64 // of a ring, in radians
	first []int   // tract of each ring, and the northern cap
}

// ringsOf gives the geometry of a skymap, if it is known: of that the
// configurations of lsst_cells_v1 (Rubin), hsc_rings_v1 (HSC) and DC2 with its
// relatives have 120 rings.
func ringsOf(skymap string) (rings, bool) {
	switch skymap {
	case "lsst_cells_v1", "hsc_rings_v1", "DC2", "DC2_cells_v1":
		return newRings(120), true
	}
	return rings{}, false
}

func newRings(n int) rings {
	r := rings{high: math.Pi / float64(n+1)}
	next := 1
	for i := range n {
		r.first = append(r.first, next)
		south := r.south(i)
		widest := math.Cos(min(math.Abs(south), math.Abs(south+r.high))) // nearest to the equator
		next += int(2*math.Pi*widest/r.high) + 1
	}
	r.first = append(r.first, next)
	return r
}

// south gives the southern edge of a ring.
func (r rings) south(ring int) float64 { return r.high*(float64(ring)+0.5) - math.Pi/2 }

func (r rings) size() int { return r.first[len(r.first)-1] + 1 }

// box gives the middle of a tract and half its width and height.
func (r rings) box(tract int) (middle lonLat, width, height float64) {
	switch tract {
	case 0:
		return lonLat{0, -math.Pi/2 + r.high/4}, math.Pi, r.high / 4
	case r.size() - 1:
		return lonLat{0, math.Pi/2 - r.high/4}, math.Pi, r.high / 4
	}
	ring, found := slices.BinarySearch(r.first, tract)
	if !found {
		ring--
	}
	n := float64(r.first[ring+1] - r.first[ring])
	lon := 2 * math.Pi * float64(tract-r.first[ring]) / n
	return lonLat{wrapped(lon), r.south(ring) + r.high/2}, math.Pi / n, r.high / 2
}

func (r rings) outline(tract int) []lonLat {
	at, width, height := r.box(tract)
	steps := int(width/0.05) + 1
	var line []lonLat
	for i := range steps + 1 {
		line = append(line, lonLat{at.lon - width + 2*width*float64(i)/float64(steps), at.lat - height})
	}
	for i := range steps + 1 {
		line = append(line, lonLat{at.lon + width - 2*width*float64(i)/float64(steps), at.lat + height})
	}
	return line
}

func (r rings) points() iter.Seq2[int, lonLat] {
	return func(yield func(int, lonLat) bool) {
		for tract := range r.size() {
			at, _, _ := r.box(tract)
			if !yield(tract, at) {
				return
			}
		}
	}
}
