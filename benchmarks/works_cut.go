package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// open tells what is in a file.
func (b *bench) open(s set) work {
	path := b.path(s.name, baseList, ours)
	contestants := []contestant{
		b.dataidlist("", "", "info", path),
		b.peer(duckdb, "count", params{"path": b.path(s.name, baseList, duckdb)}),
		b.peer(pyarrow, "count", params{"path": path}),
	}
	for i := range contestants {
		contestants[i].whole = true
	}
	return work{section: sectionOpen, key: "open", title: "process that opens a file and says what is in it (peers: its number of rows)",
		set: s, contestants: contestants, input: true, goal: goal{seconds: 0.030, peak: 64 << 20}}
}

// apply cuts a set's base by some of its lists.
func (b *bench) apply(section string, s set, cuts ...role) work {
	const key = "apply"
	args := []string{"apply", "--to", b.path(s.name, baseList, ours)}
	for _, cut := range cuts {
		args = append(args, "--exclude", b.path(s.name, cut, ours))
	}
	w := work{section: section, key: key, set: s, title: "cut by " + strings.Join(cutTitles(cuts), " and ")}
	w.contestants = []contestant{b.dataidlist(b.output(key, s, ours, parquetSuffix), "result", args...)}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "apply", b.writes(b.cutParams(s, peer, cuts), key, s, peer)))
	}
	switch {
	case section == sectionSparse:
		w.goal = sparseGoal()
	case s.name == "survey":
		w.goal = goal{times: map[string]float64{duckdb: 50}, peak: 256 << 20}
	}
	return w
}

func cutTitles(cuts []role) []string {
	var titles []string
	for _, cut := range cuts {
		titles = append(titles, map[role]string{
			visitList: "1 % of the visits", pairList: "one detector of 5 % of the visits",
			patchList: "1 % of the patches", denseList: "5 % of all DataIds",
		}[cut])
	}
	return titles
}

// cutParams are those by which a peer cuts its own copy of a set's base.
func (b *bench) cutParams(s set, peer string, cuts []role) params {
	var excludes []params
	for _, cut := range cuts {
		excludes = append(excludes, params{"path": b.path(s.name, cut, peer), "on": listColumns(s, cut)})
	}
	fewVisits := slices.Contains(cuts, pairList)
	return params{"base": b.path(s.name, baseList, peer), "columns": s.columns, "excludes": excludes, "few_visits": fewVisits}
}

// applyDense cuts single DataIds out of nearly all visits.
func (b *bench) applyDense(s set) work {
	w := b.apply(sectionApply, s, denseList)
	w.key = "apply-dense"
	w.goal = goal{}
	return w
}

// applyBad is the daily job: a real list's size and form, with another name
// for the dimension, comments, and no instrument.
func (b *bench) applyBad(s set) work {
	const key = "apply-bad"
	bad := extra{path: filepath.Join(b.dir, s.name+".bad.ecsv")}
	bad.make = func(context.Context) error { return writeFile(bad.path, badExposures) }
	w := work{section: sectionApply, key: key, title: "cut by 527 bad exposures in ECSV", set: s, extras: []extra{bad}}
	w.contestants = []contestant{b.dataidlist(b.output(key, s, ours, parquetSuffix), "result", "apply", "--to", b.path(s.name, baseList, ours),
		"--set", told(s), "--rename", "exposure=visit", "--reason-column", "comment", "--exclude", bad.path)}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "apply_bad",
			b.writes(params{"base": b.path(s.name, baseList, peer), "bad": bad.path}, key, s, peer)))
	}
	return w
}

// countCut cuts a set's base and counts what is left.
func (b *bench) countCut(s set) work {
	cuts := []role{visitList, pairList}
	args := []string{"count", b.path(s.name, baseList, ours)}
	for _, cut := range cuts {
		args = append(args, b.path(s.name, cut, ours))
	}
	us := b.library("", args...)
	us.whole = true
	w := work{section: sectionCount, key: "count", title: "cut by " + strings.Join(cutTitles(cuts), " and ") + ", and count",
		set: s, contestants: []contestant{us}, goal: goal{times: map[string]float64{duckdb: 100}}}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "apply", b.cutParams(s, peer, cuts)))
	}
	return w
}
