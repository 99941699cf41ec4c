package main

import (
	"math"
	"math/rand/v2"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A warp is a patch of the sky map that a visit covers. The sky is laid out
// flat: tracts in rows, each of 10 × 10 patches that are numbered by rows; a
// visit is a disc somewhere on it.
const (
	tractColumns = 138
	tractRows    = 137
	tractSide    = 10    // patches
	fieldRadius  = 13.52 // patches; a disc of it has 574 of them, a few more than a visit has warps
)

// buildWarps makes the warps of a data release: all patches of each visit,
// less some at random that failed.
func buildWarps(s scale) (lists, error) {
	group, err := groupOf("visit", "patch")
	if err != nil {
		return nil, err
	}
	b := dataidlist.NewBuilder(group)
	random := rand.New(rand.NewPCG(seedWarps, 0))
	strs := []string{lsstcam, skymap}
	width, height := float64(tractColumns*tractSide), float64(tractRows*tractSide)
	n := s.of(dr1Visits)
	for visit := range visitNumbers(surveyStart(), 365, n) {
		x := fieldRadius + random.Float64()*(width-2*fieldRadius)
		y := fieldRadius + random.Float64()*(height-2*fieldRadius)
		if err := addDisc(b, strs, visit, x, y); err != nil {
			return nil, err
		}
	}
	full := b.List()
	wanted := uint64(dr1Warps) * uint64(n) / dr1Visits
	return withLists(thin(full, min(full.Count(), wanted)), visitList, patchList, leftList, rightList)
}

// addDisc adds the patches of a visit whose field is centred at (x, y), in
// canonical order.
func addDisc(b *dataidlist.Builder, strs []string, visit int64, x, y float64) error {
	tract := func(at float64) int { return int(at) / tractSide }
	for row := tract(y - fieldRadius); row <= tract(y+fieldRadius); row++ {
		for column := tract(x - fieldRadius); column <= tract(x+fieldRadius); column++ {
			for line := range tractSide {
				first, n := chord(x, y, column*tractSide, row*tractSide+line)
				if n == 0 {
					continue
				}
				ints := []int64{visit, int64(row*tractColumns + column), int64(line*tractSide + first)}
				if err := b.AddRun(strs, ints, int64(n)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// chord gives the patches of the disc at (x, y) in a line of a tract that
// begins at (left, line): the first of them, counted from left, and how many.
// A patch is in the disc if its centre is.
func chord(x, y float64, left, line int) (first, n int) {
	up := float64(line) + 0.5 - y
	if math.Abs(up) > fieldRadius {
		return 0, 0
	}
	half := math.Sqrt(fieldRadius*fieldRadius - up*up)
	from := max(int(math.Ceil(x-half-0.5)), left)
	to := min(int(math.Floor(x+half-0.5)), left+tractSide-1)
	if to < from {
		return 0, 0
	}
	return from - left, to - from + 1
}
