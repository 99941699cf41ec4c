package main

// sparseGoal is that of the lists that are not made of long runs.
func sparseGoal() goal { return goal{times: map[string]float64{duckdb: 3, polars: 3}, peak: 4 << 30} }

// union unites two lists of a set into a file.
func (b *bench) union(s set) work {
	const key = "union"
	w := work{section: sectionSparse, key: key, title: "union of two lists that overlap", set: s, goal: sparseGoal(), contestants: []contestant{
		b.dataidlist(b.output(key, s, ours, parquetSuffix), "", "union", b.path(s.name, leftList, ours), b.path(s.name, rightList, ours)),
	}}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "union", b.writes(params{"a": b.path(s.name, leftList, peer),
			"b": b.path(s.name, rightList, peer), "columns": s.columns}, key, s, peer)))
	}
	return w
}

// hash gives the digest of a set's base in a file; the peers sum up hashes of
// the rows of theirs.
func (b *bench) hash(s set) work {
	w := work{section: sectionSparse, key: "hash", title: "digest of a file (peers: sum of the rows' hashes)", set: s, input: true, goal: sparseGoal(),
		contestants: []contestant{b.dataidlist("", "files", "hash", b.path(s.name, baseList, ours))}}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "hash", params{"path": b.path(s.name, baseList, peer), "columns": s.columns}))
	}
	return w
}

// rewrite reads a set's base and writes it again.
func (b *bench) rewrite(s set) work {
	const key = "rewrite"
	w := work{section: sectionSparse, key: key, title: "file to file, unchanged", set: s, input: true, goal: sparseGoal(), contestants: []contestant{
		b.dataidlist(b.output(key, s, ours, parquetSuffix), "", "convert", b.path(s.name, baseList, ours)),
	}}
	for _, peer := range s.peers {
		w.contestants = append(w.contestants, b.peer(peer, "rewrite",
			b.writes(params{"path": b.path(s.name, baseList, peer), "columns": s.columns}, key, s, peer)))
	}
	return w
}
