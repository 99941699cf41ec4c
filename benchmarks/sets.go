package main

import (
	"slices"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A set is a list of DataIds that the works are done with, and the lists that
// go with it.
type set struct {
	name    string
	title   string
	columns []string          // of the peers' files: the int dimensions
	strings map[string]string // the values of the string dimensions, the same in all DataIds
	peers   []string          // those that get files of their own
	build   func(scale) (lists, error)
}

// lists are a set's lists by what they are: the base itself, and others that
// cut it or are united with it.
type lists map[role]*dataidlist.List

// A role is what a list is to its set.
type role string

const (
	baseList  role = "base"
	visitList role = "visits"  // 1 % of the base's visits
	pairList  role = "pairs"   // one detector of 5 % of the base's visits
	patchList role = "patches" // 1 % of the base's patches
	cutList   role = "cut"     // the base without visits and pairs
	denseList role = "dense"   // 5 % of the base's DataIds
	leftList  role = "left"    // these two are united
	rightList role = "right"
)

// A scale divides the number of visits: 1 for the real sizes.
type scale int

const quickScale scale = 1000

func (s scale) of(n int) int { return max(n/int(s), min(n, 20)) }

const (
	lsstcam   = "LSSTCam"
	decam     = "DECam"
	skymap    = "lsst_cells_v1"
	detectors = 189
)

// Sizes of mission and survey, as published.
const (
	surveyVisits   = 2_100_000
	surveyNights   = 3650
	dr1Visits      = 188_340
	dr1Warps       = 107_391_908
	dp2Visits      = 28_698
	dp2DataIDs     = 5_150_198
	biweeklyVisits = 4_650
	biweeklyIDs    = 854_501
	decamPairs     = 45_292
)

// surveyStart is the first night of the surveys.
func surveyStart() time.Time { return time.Date(2025, time.April, 1, 0, 0, 0, 0, time.UTC) }

// growth are the beginnings of the survey that show how time and memory grow,
// and the survey itself.
func growth() []set {
	steps := []struct {
		name, title string
		visits      int
		pandas      bool
	}{
		{"survey-4e4", "an hour of the survey", 210, true},
		{"survey-4e5", "four nights", 2_100, true},
		{"survey-4e6", "five weeks", 21_000, true},
		{"survey-1e7", "four months", 66_000, true},
		{"survey-4e7", "a year", 210_000, false},
		{"survey-1e8", "three years", 660_000, false},
		{"survey", "ten years", surveyVisits, false},
	}
	var all []set
	for _, s := range steps {
		peers := []string{duckdb, polars}
		if s.pandas {
			peers = append(peers, pandas)
		}
		wanted := []role{visitList, pairList}
		if s.visits == surveyVisits {
			wanted = append(wanted, cutList, denseList)
		}
		nights := max(1, s.visits*surveyNights/surveyVisits)
		all = append(all, visitSet(s.name, s.title, peers, s.visits, nights, s.visits*detectors, wanted...))
	}
	return all
}

// sets returns all sets, in the order in which they are made.
func sets() []set {
	small := []string{duckdb, polars, pandas}
	large := []string{duckdb, polars}
	pairColumns := []string{"visit", "detector"}
	return slices.Concat([]set{
		{"decam", "DECam per-CCD exclusions", pairColumns, map[string]string{"instrument": decam}, small, buildDECam},
		visitSet("biweekly", "intermittent bi-weekly run", small, biweeklyVisits, 12, biweeklyIDs, visitList, pairList, cutList),
		visitSet("dp2", "Data Preview 2", small, dp2Visits, 240, dp2DataIDs, visitList, pairList, cutList),
		visitSet("dr1", "Data Release 1", large, dr1Visits, 365, dr1Visits*detectors, visitList, pairList),
		{"warps", "warps of Data Release 1", []string{"visit", "tract", "patch"},
			map[string]string{"instrument": lsstcam, "skymap": skymap}, large, buildWarps},
	}, growth(), []set{
		{"sample", "random tenth of ten years", pairColumns, map[string]string{"instrument": lsstcam}, large, buildSample},
	})
}

// visitSet is a set of full focal planes, less some DataIds at random if there
// are fewer than that.
func visitSet(name, title string, peers []string, n, nights, ids int, wanted ...role) set {
	build := func(s scale) (lists, error) {
		group, err := groupOf("visit", "detector")
		if err != nil {
			return nil, err
		}
		full, err := fullPlanes(group, visitNumbers(surveyStart(), nights, s.of(n)))
		if err != nil {
			return nil, err
		}
		kept := full.Count() * uint64(ids) / uint64(n*detectors)
		return withLists(thin(full, kept), wanted...)
	}
	return set{name, title, []string{"visit", "detector"}, map[string]string{"instrument": lsstcam}, peers, build}
}

// withLists makes the lists that go with a base.
func withLists(l *dataidlist.List, wanted ...role) (lists, error) {
	all := lists{baseList: l}
	for _, w := range wanted {
		var err error
		switch w {
		case visitList:
			all[w], err = someOf(l, "visit")
		case pairList:
			all[w], err = singleDetectors(l)
		case patchList:
			all[w], err = someOf(l, "patch")
		case denseList:
			all[w] = l.Sample(l.Count()/20, seedDense)
		case cutList:
			all[w], _, err = dataidlist.Apply(l, []dataidlist.Rule{
				{Role: dataidlist.Exclude, List: all[visitList]},
				{Role: dataidlist.Exclude, List: all[pairList]},
			})
		case leftList:
			all[w], err = ofSomeVisits(l, seedLeft)
		case rightList:
			all[w], err = ofSomeVisits(l, seedRight)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
