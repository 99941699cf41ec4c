package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Seeds of what is drawn at random. The same seeds give the same files.
const (
	seedThin uint64 = iota + 1
	seedSome
	seedSingles
	seedDense
	seedLeft
	seedRight
	seedDECam
	seedWarps
	seedNight
)

func groupOf(dimensions ...string) (*dataidlist.Group, error) {
	universe, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	if err != nil {
		return nil, err
	}
	return universe.Group(dimensions...)
}

// visitNumbers gives n visits, YYYYMMDD and five digits, spread evenly over
// nights and counted from 1 in each.
func visitNumbers(first time.Time, nights, n int) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for night := range nights {
			begin := dayObs(first.AddDate(0, 0, night)) * 100_000
			for i := range (night+1)*n/nights - night*n/nights {
				if !yield(begin + int64(i) + 1) {
					return
				}
			}
		}
	}
}

func dayObs(t time.Time) int64 {
	return int64(t.Year()*10_000 + int(t.Month())*100 + t.Day())
}

// fullPlanes gives all detectors of the visits.
func fullPlanes(g *dataidlist.Group, visits iter.Seq[int64]) (*dataidlist.List, error) {
	b := dataidlist.NewBuilder(g)
	for visit := range visits {
		if err := b.AddRun([]string{lsstcam}, []int64{visit, 0}, detectors); err != nil {
			return nil, err
		}
	}
	return b.List(), nil
}

// thin takes DataIds away at random until there are n.
func thin(l *dataidlist.List, n uint64) *dataidlist.List {
	return l.Sample(n, seedThin)
}

// someOf draws 1 % of the values of a dimension, with what it requires.
func someOf(l *dataidlist.List, dimension string) (*dataidlist.List, error) {
	group, err := groupOf(dimension)
	if err != nil {
		return nil, err
	}
	values, err := l.Project(group)
	if err != nil {
		return nil, err
	}
	return values.Sample(max(1, values.Count()/100), seedSome), nil
}

// singleDetectors draws 5 % of the visits and one DataId of each of them.
func singleDetectors(l *dataidlist.List) (*dataidlist.List, error) {
	group, err := groupOf("visit")
	if err != nil {
		return nil, err
	}
	all, err := l.Project(group)
	if err != nil {
		return nil, err
	}
	some, err := l.Matching(all.Sample(max(1, all.Count()/20), seedSingles))
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(seedSingles, 0))
	b := dataidlist.NewBuilder(l.Group())
	var drawn dataidlist.DataID
	visit, seen := int64(-1), 0
	for d := range some.All() {
		if v := d.Ints()[0]; v != visit {
			if seen > 0 {
				err = errors.Join(err, b.Add(drawn))
			}
			visit, seen = v, 0
		}
		if seen++; random.IntN(seen) == 0 {
			drawn = d
		}
	}
	if err := errors.Join(err, b.Add(drawn)); err != nil {
		return nil, err
	}
	return b.List(), nil
}

// ofSomeVisits gives the DataIds of 60 % of the visits.
func ofSomeVisits(l *dataidlist.List, seed uint64) (*dataidlist.List, error) {
	group, err := groupOf("visit")
	if err != nil {
		return nil, err
	}
	all, err := l.Project(group)
	if err != nil {
		return nil, err
	}
	return l.Matching(all.Sample(all.Count()*3/5, seed))
}

// buildSample draws a tenth of the survey's DataIds, twice.
func buildSample(s scale) (lists, error) {
	group, err := groupOf("visit", "detector")
	if err != nil {
		return nil, err
	}
	full, err := fullPlanes(group, visitNumbers(surveyStart(), surveyNights, s.of(surveyVisits)))
	if err != nil {
		return nil, err
	}
	all, err := withLists(full.Sample(full.Count()/10, seedLeft), visitList, pairList)
	if err != nil {
		return nil, err
	}
	all[leftList], all[rightList] = all[baseList], full.Sample(full.Count()/10, seedRight)
	return all, nil
}

// buildDECam draws CCDs of exposures of a survey whose visits are numbered
// through.
func buildDECam(s scale) (lists, error) {
	group, err := groupOf("visit", "detector")
	if err != nil {
		return nil, err
	}
	const firstVisit, manyVisits, ccds, spare = 200_000, 1_000_000, 62, 500
	random := rand.New(rand.NewPCG(seedDECam, 0))
	b := dataidlist.NewBuilder(group)
	n := s.of(decamPairs)
	for range n + spare { // some come twice
		visit := firstVisit + random.Int64N(manyVisits)
		if err := b.AddRun([]string{decam}, []int64{visit, 1 + random.Int64N(ccds)}, 1); err != nil {
			return nil, err
		}
	}
	return withLists(thin(b.List(), uint64(n)), visitList, pairList)
}

// badExposures writes a list like LSSTCam's: 527 exposures in 222 runs, each
// run in a night of its own, with comments, as ECSV.
func badExposures(w io.Writer) error {
	const runs, ofThree = 222, 83
	reasons := []string{"trailed", "donuts", "no PSF", "shutter open late", "clouds, no zero point"}
	random := rand.New(rand.NewPCG(seedNight, 0))
	_, err := io.WriteString(w, "# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n# - {name: exposure, datatype: int64}\n"+
		"# - {name: comment, datatype: string}\nexposure,comment\n")
	for run := range runs {
		begin := dayObs(surveyStart().AddDate(0, 0, run))*100_000 + 1 + random.Int64N(100)
		length := int64(2)
		if run < ofThree {
			length = 3
		}
		for i := range length {
			_, writeErr := fmt.Fprintf(w, "%d,%q\n", begin+i, reasons[random.IntN(len(reasons))])
			err = errors.Join(err, writeErr)
		}
	}
	return err
}
