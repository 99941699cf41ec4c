package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// Names of the files that a run leaves.
const (
	resultsName = "results.json"
	tableName   = "README.md"
	plotName    = "growth.svg"
)

// results are all numbers of a run.
type results struct {
	About about        `json:"about"`
	Sizes []sizes      `json:"sizes"`
	Works []workResult `json:"works"`
}

// A workResult is what came out of a work.
type workResult struct {
	Name         string             `json:"name"`
	Section      string             `json:"section"`
	Title        string             `json:"title"`
	Set          string             `json:"set"`
	DataIDs      uint64             `json:"data_ids"`
	Goal         string             `json:"goal,omitempty"`
	GoalMet      bool               `json:"goal_met,omitempty"`
	Disagreement string             `json:"disagreement,omitempty"` // empty if all answered the same
	Contestants  []contestantResult `json:"contestants"`            // we are the first
}

// A contestantResult is what a contestant needed.
type contestantResult struct {
	Name    string    `json:"name"`
	Command string    `json:"command"`
	Seconds []float64 `json:"seconds"` // of each run
	Process []float64 `json:"process"` // seconds of the whole process
	Peak    int64     `json:"peak"`    // largest of all runs, in bytes
	Error   string    `json:"error,omitempty"`
}

// Sizes are those of the files of a set's base, in bytes, by who wrote them.
type sizes struct {
	Set     string           `json:"set"`
	Title   string           `json:"title"`
	DataIDs uint64           `json:"data_ids"`
	Bytes   map[string]int64 `json:"bytes"`
}

func (c *contestantResult) add(m measurement) {
	c.Seconds = append(c.Seconds, m.seconds)
	c.Process = append(c.Process, m.process)
	c.Peak = max(c.Peak, m.peak)
}

// done reports whether there is a time.
func (c *contestantResult) done() bool { return c.Error == "" && len(c.Seconds) > 0 }

// A goal is what we want of a work.
type goal struct {
	times   map[string]float64 // by peer, how many times as fast at least
	seconds float64            // at most; 0 is any
	peak    int64              // at most, in bytes; 0 is any
}

// String gives the goal as the table shows it.
func (g goal) String() string {
	var parts []string
	for _, peer := range slices.Sorted(maps.Keys(g.times)) {
		parts = append(parts, fmt.Sprintf("≥ %g × %s", g.times[peer], titleOf(peer)))
	}
	if g.seconds > 0 {
		parts = append(parts, "≤ "+showSeconds(g.seconds))
	}
	if g.peak > 0 {
		parts = append(parts, "≤ "+showBytes(g.peak))
	}
	return strings.Join(parts, ", ")
}

// met tells whether a work's result is within the goal. A peer that could not
// do it is beaten.
func (g goal) met(r workResult) bool {
	us := &r.Contestants[0]
	if !us.done() || r.Disagreement != "" {
		return false
	}
	if g.seconds > 0 && median(us.Seconds) > g.seconds || g.peak > 0 && us.Peak > g.peak {
		return false
	}
	for _, peer := range r.Contestants[1:] {
		if peer.done() && median(peer.Seconds) < g.times[peer.Name]*median(us.Seconds) {
			return false
		}
	}
	return true
}

// sizes gives the sizes of the files of the works' sets.
func (b *bench) sizes(works []work) []sizes {
	var all []sizes
	seen := map[string]bool{}
	for _, w := range works {
		if seen[w.set.name] {
			continue
		}
		seen[w.set.name] = true
		s := sizes{Set: w.set.name, Title: w.set.title, DataIDs: b.count(w.set), Bytes: map[string]int64{}}
		for _, owner := range append([]string{ours}, w.set.peers...) {
			if info, err := os.Stat(b.path(w.set.name, baseList, owner)); err == nil {
				s.Bytes[owner] = info.Size()
			}
		}
		all = append(all, s)
	}
	return all
}

// readResults reads the results that a directory has, to add to them. They must
// have been made in the same way.
func readResults(dir string, now about) (r results, err error) {
	name := filepath.Join(dir, resultsName)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return results{About: now}, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	then := r.About
	then.Date = now.Date
	if !reflect.DeepEqual(then, now) {
		return r, fmt.Errorf("%s: it was made by commit %s, %d runs each, or on another machine: -add needs the same, or another -out", name, then.Commit, then.Rounds)
	}
	return r, nil
}

// put adds a work's result, or replaces that of an earlier run, in the order of
// the table.
func (b *bench) put(r *results, result workResult) {
	all := b.allWorks()
	r.Works = slices.DeleteFunc(r.Works, func(w workResult) bool { return w.Name == result.Name })
	r.Works = append(r.Works, result)
	place := func(w workResult) int {
		return slices.IndexFunc(all, func(known work) bool { return known.name() == w.Name })
	}
	slices.SortStableFunc(r.Works, func(v, w workResult) int { return place(v) - place(w) })
	r.Sizes = b.sizes(slices.DeleteFunc(all, func(known work) bool {
		return !slices.ContainsFunc(r.Works, func(w workResult) bool { return w.Name == known.name() })
	}))
}

// write writes the results and the table to a directory.
func (r *results) write(dir string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, resultsName), append(text, '\n'), 0o600),
		os.WriteFile(filepath.Join(dir, tableName), []byte(r.markdown()), 0o600))
}

// failed returns an error that names the works in which we failed or the
// results differ.
func (r *results) failed() error {
	var all []error
	for _, w := range r.Works {
		switch {
		case w.Disagreement != "":
			all = append(all, fmt.Errorf("%s: the results differ: %s", w.Name, w.Disagreement))
		case !w.Contestants[0].done():
			all = append(all, fmt.Errorf("%s: %s", w.Name, w.Contestants[0].Error))
		}
	}
	return errors.Join(all...)
}
