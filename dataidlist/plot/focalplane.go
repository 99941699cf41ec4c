package plot

import (
	"fmt"
	"math"
	"strconv"
)

// A focalPlane says where detectors stand. Columns count from the left, rows
// from above; gaps are the distances between rafts to the left and above.
type focalPlane struct {
	places        []place
	columns, rows int
	gaps          int // that lie side by side
	note          string
	labels        []planeLabel
}

type place struct {
	detector    int64
	column, row int
	gapX, gapY  int
}

// A planeLabel names a column or row of rafts.
type planeLabel struct {
	text        string
	column, row int // of the raft's middle; one of them is outside of the plane
	gap         int
}

const (
	lsstScience = 189 // detectors of LSSTCam that see the sky; guiders and wavefront sensors follow
	lsstAll     = lsstScience + 4*4
)

// planeOf gives the focal plane of an instrument for detectors up to last.
func planeOf(instrument string, first, last int64) focalPlane {
	switch {
	case (instrument == "LSSTCam" || instrument == "LSSTCam-imSim") && last < lsstAll:
		return lsstCam(last)
	case (instrument == "LSSTComCam" || instrument == "LSSTComCamSim") && last < 9:
		f := focalPlane{columns: 3, rows: 3, note: "Raft R22, as seen by the data: S00 is lower left, and S02 lower right."}
		f.addRaft(0, 0, 0)
		return f
	}
	return plainGrid(first, last)
}

// lsstCam gives the 21 science rafts of LSSTCam, each 3 by 3 detectors, as seen
// by the data: raft Rij is in row i from below and column j from the left, and
// so are sensors in a raft. Detector numbers run through the rafts in the order
// of their names. The corners have two guiders and two wavefront sensors each.
func lsstCam(last int64) focalPlane {
	f := focalPlane{columns: 15, rows: 15, gaps: 4, note: "Raft Rij is in row i from below and column j from the left; so are sensors Sij in a raft."}
	science, corner := int64(0), int64(lsstScience)
	for i := range 5 {
		f.labels = append(f.labels, planeLabel{fmt.Sprintf("R%dx", i), -1, 3*(4-i) + 1, 4 - i})
		f.labels = append(f.labels, planeLabel{fmt.Sprintf("Rx%d", i), 3*i + 1, 15, i})
		for j := range 5 {
			if i%4 != 0 || j%4 != 0 {
				f.addRaft(science, i, j)
				science += 9
				continue
			}
			if last >= lsstScience {
				f.addCorner(corner, i, j)
			}
			corner += 4
		}
	}
	if last >= lsstScience {
		f.note += " Corners, not to scale: guiders above, wavefront sensors below."
	}
	return f
}

// addRaft adds 3 by 3 detectors. On a plane of one raft i and j are 0.
func (f *focalPlane) addRaft(first int64, i, j int) {
	last := f.rows/3 - 1
	for s := range 9 {
		f.places = append(f.places, place{first + int64(s), 3*j + s%3, 3*(last-i) + 2 - s/3, j, last - i})
	}
}

// addCorner adds the four detectors of a corner raft, next to the middle of
// the plane.
func (f *focalPlane) addCorner(first int64, i, j int) {
	column, row := 3*j, 3*(4-i)
	if j == 0 {
		column++
	}
	if i == 4 {
		row++
	}
	for s := range 4 {
		f.places = append(f.places, place{first + int64(s), column + s%2, row + s/2, j, 4 - i})
	}
}

// plainGrid puts detectors side by side in the order of their numbers.
func plainGrid(first, last int64) focalPlane {
	n := int(last - first + 1)
	columns := int(math.Ceil(math.Sqrt(float64(n))))
	f := focalPlane{columns: columns, rows: (n + columns - 1) / columns, note: "In order of their numbers, not as they stand on the focal plane."}
	for d := first; d <= last; d++ {
		at := int(d - first)
		f.places = append(f.places, place{detector: d, column: at % columns, row: at / columns})
	}
	return f
}

func (p place) name() string { return strconv.FormatInt(p.detector, 10) }
