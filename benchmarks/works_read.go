package main

import (
	"context"
	"path/filepath"
)

// readSorted reads DuckDB's file of a set: we into a list with its digest, the
// peers to sum up its columns.
func (b *bench) readSorted(s set) work {
	path := b.path(s.name, baseList, duckdb)
	w := work{section: sectionRead, key: "read", title: "DuckDB's sorted file into a list with digest (peers: count and sums)", set: s, input: true}
	w.contestants = []contestant{b.dataidlist("", "files", "hash", "--set", told(s), path)}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "sums", params{"path": path, "columns": s.columns}))
	}
	if s.name == "survey" {
		w.goal = goal{times: map[string]float64{duckdb: 1}}
	}
	return w
}

// readShuffled sorts the rows of a set that come in random order.
func (b *bench) readShuffled(s set) work {
	const key = "read-shuffled"
	shuffled := extra{path: filepath.Join(b.dir, s.name+".shuffled.duckdb.parquet")}
	shuffled.make = func(ctx context.Context) error {
		return b.ask(ctx, nil, b.peerArgs(duckdb, "shuffle", params{"source": b.path(s.name, baseList, ours), "columns": s.columns, "out": shuffled.path})...)
	}
	return work{section: sectionRead, key: key, title: "the same rows in random order, sorted into a file without duplicates",
		set: s, extras: []extra{shuffled}, input: true, goal: goal{times: map[string]float64{duckdb: 3}},
		contestants: []contestant{
			b.dataidlist(b.output(key, s, ours, parquetSuffix), "", "convert", "--set", told(s), shuffled.path),
			b.peer(duckdb, "distinct", b.writes(params{"path": shuffled.path}, key, s, duckdb)),
		}}
}

// readText reads a text file of a set's base.
func (b *bench) readText(s set, format string) work {
	text := b.text(s, baseList, format, "canonical")
	w := work{section: sectionText, key: "read-" + format, title: format + " into a list with digest (peers: into a table or a set)",
		set: s, extras: []extra{text}, input: true,
		goal:        goal{times: map[string]float64{duckdb: 1, python: 10}},
		contestants: []contestant{b.dataidlist("", "files", "hash", text.path)}}
	for _, peer := range []string{duckdb, polars, python} {
		w.contestants = append(w.contestants, b.peer(peer, "read_"+format, params{"path": text.path}))
	}
	return w
}

// diffText compares two text files, whose lines are sorted as comm needs it or
// shuffled.
func (b *bench) diffText(s set, order string) work {
	x, y := b.text(s, baseList, "csv", order), b.text(s, cutList, "csv", order)
	us := b.dataidlist("", "", "diff", "--stat", x.path, y.path)
	us.differs = true
	return work{section: sectionText, key: "diff-" + order, title: "what is only in one of two CSV files whose lines are " + order,
		set: s, extras: []extra{x, y}, contestants: []contestant{us,
			b.peer(coreutils, "diff_"+order, params{"a": x.path, "b": y.path})}}
}

// text is a list as DuckDB writes it as text.
func (b *bench) text(s set, r role, format, order string) extra {
	e := extra{path: filepath.Join(b.dir, s.name+"."+string(r)+"."+order+"."+format)}
	e.make = func(ctx context.Context) error {
		return b.ask(ctx, nil, b.peerArgs(duckdb, "export", params{"source": b.path(s.name, r, ours), "format": format, "order": order, "out": e.path})...)
	}
	return e
}
