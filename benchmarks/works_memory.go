package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// algebra combines a set's base with another of its lists, in memory. Python
// takes part where the sets are small, the goal holds where they are large.
func (b *bench) algebra(operation string, s set, other role) work {
	key := operation + " " + string(other)
	pack := func(r role) extra {
		e := extra{path: filepath.Join(b.dir, s.name+"."+string(r)+packedSuffix)}
		e.make = func(ctx context.Context) error {
			return b.ask(ctx, nil, b.self, "pack", b.path(s.name, r, ours), e.path)
		}
		return e
	}
	x, y := pack(baseList), pack(other)
	w := work{section: sectionMemory, key: strings.ReplaceAll(key, " ", "-"), set: s, extras: []extra{x, y},
		title: operation + " with " + map[role]string{cutList: "what is left of it after the cut", denseList: "5 % of its DataIds", rightList: "another random tenth"}[other],
	}
	w.contestants = []contestant{
		b.library("", "algebra", operation, b.path(s.name, baseList, ours), b.path(s.name, other, ours)),
		b.peer(croaring, "algebra", params{"operation": operation, "a": x.path, "b": y.path, "out": b.output(key, s, croaring, packedSuffix)}),
	}
	if slices.Contains(s.peers, pandas) {
		w.contestants = append(w.contestants, b.peer(python, "algebra", params{"operation": operation,
			"a": b.path(s.name, baseList, ours), "b": b.path(s.name, other, ours)}))
	} else {
		w.goal = goal{times: map[string]float64{croaring: 1}}
	}
	return w
}

func (b *bench) digest(s set) work {
	w := work{section: sectionDigest, key: "digest", title: "digest", set: s, input: true,
		contestants: []contestant{b.library("", "digest", b.path(s.name, baseList, ours))}}
	if s.name == "survey" {
		w.goal = goal{seconds: 0.100}
	}
	return w
}
