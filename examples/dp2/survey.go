package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Published figures of Data Preview 2.
const (
	visits         = 28_698
	visitDetectors = 5_150_198
	detectors      = 189
)

// Where visits are on the sky, which is made up: each overlaps a block of patches in two tracts.
const (
	firstTract = 5000
	tracts     = 240
	patches    = 100
	block      = 36
	skymap     = "lsst_cells_v1"
	camera     = "LSSTCam"
)

// bands are the bands of visits, which change every hundred visits.
const bands = "ugrizy"

// A survey is what the campaign manager has before anything is processed.
type survey struct {
	universe *dataidlist.Universe
	input    *dataidlist.List // all visits with their detectors
	bad      *dataidlist.List // the exclusion list when processing begins
	newer    *dataidlist.List // the exclusion list afterwards
	veto     *dataidlist.List // visits that are not good enough for coadds
	overlaps *dataidlist.List // which visit overlaps which patch
	bands    map[string]*dataidlist.List
}

// A source gives lists of visits.
type source func(ctx context.Context, visit *dataidlist.Group) (all, part *dataidlist.List, err error)

// newSurvey makes a survey around lists of bad visits: those that are known, and those that are found too late, of which some are vetoed for
// coadds on other grounds.
func newSurvey(ctx context.Context, bad, late source) (*survey, error) {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	if err != nil {
		return nil, err
	}
	s := &survey{universe: u, bands: map[string]*dataidlist.List{}}
	visit, err := u.Group("instrument", "visit")
	if err != nil {
		return nil, err
	}
	if s.bad, _, err = bad(ctx, visit); err != nil {
		return nil, err
	}
	found, coadded, err := late(ctx, visit)
	if err != nil {
		return nil, err
	}
	if s.newer, err = dataidlist.Union(s.bad, found); err != nil {
		return nil, err
	}
	vetoed, err := dataidlist.Subtract(found.WithoutReasons(), coadded)
	if err != nil {
		return nil, err
	}
	if s.veto, err = vetoed.Because(dataidlist.Reason{Text: "PSF too wide"}); err != nil {
		return nil, err
	}
	return s, s.observe(numbers(s.newer), numbers(s.bad))
}

// numbers returns the visits of a list.
func numbers(l *dataidlist.List) []int64 {
	var all []int64
	for run := range l.Runs() {
		for i := range run.Len {
			all = append(all, run.Ints[0]+i)
		}
	}
	return all
}

// observe makes visits around those that lists name, so that the published numbers are left when the bad ones are taken away.
func (s *survey) observe(named, bad []int64) error {
	chosen := map[int64]bool{}
	for _, v := range named {
		chosen[v] = true
	}
	for night := time.Date(2025, 4, 17, 0, 0, 0, 0, time.UTC); len(chosen) < visits+len(bad); night = night.AddDate(0, 0, 1) {
		for i := int64(1); i <= 150 && len(chosen) < visits+len(bad); i++ {
			chosen[visitOf(night, i)] = true
		}
	}
	isBad := map[int64]bool{}
	for _, v := range bad {
		isBad[v] = true
	}
	group := func(dimensions ...string) (*dataidlist.Group, error) { return s.universe.Group(dimensions...) }
	full, err := group("instrument", "visit", "detector")
	if err != nil {
		return err
	}
	sky, err := group("instrument", "skymap", "visit", "tract", "patch")
	if err != nil {
		return err
	}
	one, err := group("instrument", "visit")
	if err != nil {
		return err
	}
	input, overlaps := dataidlist.NewBuilder(full), dataidlist.NewBuilder(sky)
	byBand := map[string]*dataidlist.Builder{}
	good := int64(0)
	for i, v := range slices.Sorted(maps.Keys(chosen)) {
		// A raft of nine detectors is off in each visit, and one more in as many as the published number says.
		const off = 9
		place := int64(i)%(detectors/off-2)*off + off
		lacks := int64(off)
		if !isBad[v] {
			if good < visits*(detectors-off)-visitDetectors {
				lacks++
			}
			good++
		}
		if err := input.AddRun([]string{camera}, []int64{v, 0}, place); err != nil {
			return err
		}
		if err := input.AddRun([]string{camera}, []int64{v, place + lacks}, detectors-place-lacks); err != nil {
			return err
		}
		for t := range int64(2) {
			tract, patch := firstTract+(int64(i)/7+t)%tracts, int64(i)*13%(patches-block)
			if err := overlaps.AddRun([]string{camera, skymap}, []int64{v, tract, patch}, block); err != nil {
				return err
			}
		}
		band := string(bands[i/100%len(bands)])
		if byBand[band] == nil {
			byBand[band] = dataidlist.NewBuilder(one)
		}
		if err := byBand[band].AddRun([]string{camera}, []int64{v}, 1); err != nil {
			return err
		}
	}
	s.input, s.overlaps = input.List(), overlaps.List()
	for band, b := range byBand {
		s.bands[band] = b.List()
	}
	return nil
}

// visitOf is the number of a visit of a night.
func visitOf(night time.Time, i int64) int64 {
	y, m, d := night.Date()
	return (int64(y)*10_000+int64(m)*100+int64(d))*100_000 + i
}

// generatedBad is a list of 527 visits with reasons, as many as Rubin's list of May 2026 has.
func generatedBad(_ context.Context, visit *dataidlist.Group) (all, part *dataidlist.List, err error) {
	return generate(visit, 527, 20, []string{"trailed", "donuts", "tracking stopped", "messy PSF"})
}

// generatedLate are 39 visits that are found bad when processing has begun, and the 15 of them that go into coadds.
func generatedLate(_ context.Context, visit *dataidlist.Group) (all, part *dataidlist.List, err error) {
	return generate(visit, 39, 77, []string{"trailed", "donuts"})
}

// generate makes bad visits, one a night, and then another one a night, and so on.
func generate(visit *dataidlist.Group, n int, at int64, reasons []string) (all, part *dataidlist.List, err error) {
	b, coadded := dataidlist.NewBuilder(visit), dataidlist.NewBuilder(visit)
	for i := range n {
		night := time.Date(2025, 4, 20+i%150, 0, 0, 0, 0, time.UTC)
		key := []int64{visitOf(night, at+int64(i/150))}
		if err := b.AddRun([]string{camera}, key, 1, dataidlist.Reason{Text: reasons[i%len(reasons)]}); err != nil {
			return nil, nil, err
		}
		if i < 15 {
			if err := coadded.AddRun([]string{camera}, key, 1); err != nil {
				return nil, nil, err
			}
		}
	}
	return b.List(), coadded.List(), nil
}

// readBad reads Rubin's exclusion list of May 2026.
func readBad(dir string) source {
	return func(ctx context.Context, _ *dataidlist.Group) (all, part *dataidlist.List, err error) {
		result, err := codec.ReadFile(ctx, filepath.Join(dir, "LSSTCam_bad.ecsv"), "", &table.ReadOptions{
			Set: map[string]string{"instrument": camera}, Rename: map[string]string{"exposure": "visit"}, ReasonColumn: "comment",
		})
		if err != nil {
			return nil, nil, err
		}
		return result.List, nil, nil
	}
}

// readLate reads the visits of DP2's known issues: those that were processed, and those that went into coadds.
func readLate(dir string) source {
	return func(ctx context.Context, _ *dataidlist.Group) (all, part *dataidlist.List, err error) {
		var lists []*dataidlist.List
		for _, name := range []string{"DP2_bad_visits_in_visit_summary.txt", "DP2_bad_visits_in_deep_coadd_input_summary.txt"} {
			result, err := codec.ReadFile(ctx, filepath.Join(dir, name), "", &table.ReadOptions{
				Set: map[string]string{"instrument": camera}, Dimensions: []string{"visit"},
			})
			if err != nil {
				return nil, nil, err
			}
			lists = append(lists, result.List)
		}
		if all, err = lists[0].Because(dataidlist.Reason{Text: "known issue of DP2"}); err != nil {
			return nil, nil, err
		}
		if ok, err := lists[1].SubsetOf(lists[0]); err != nil || !ok {
			return nil, nil, fmt.Errorf("not all coadded visits are among the processed ones: %w", err)
		}
		return all, lists[1], nil
	}
}
