package main

import (
	"path/filepath"
	"slices"
	"strings"
)

// A work is something that we and peers do with the same input.
type work struct {
	section     string
	key         string // names the work, with its set
	title       string
	set         set
	extras      []extra
	contestants []contestant // we are the first
	goal        goal
	// input says that the answers are about the set's list, so that they must
	// agree with what is known of it.
	input bool
}

// Sections of the table.
const (
	sectionOpen   = "Opening a file"
	sectionApply  = "Cutting a list, file to file"
	sectionCount  = "Cutting a list, count only"
	sectionRead   = "Reading a peer's Parquet"
	sectionMemory = "Algebra in memory"
	sectionDigest = "Digest in memory"
	sectionSparse = "Lists without long runs"
	sectionText   = "Reading and comparing text"
)

func (w work) name() string { return w.key + "/" + w.set.name }

// known gives the facts that the answers must agree with.
func (w work) known(b *bench) []facts {
	if !w.input {
		return nil
	}
	return []facts{b.known.Sets[w.set.name][baseList]}
}

// works gives the works that the user wants, in the order of the table.
func (b *bench) works() []work {
	return slices.DeleteFunc(b.allWorks(), func(w work) bool { return !b.only.MatchString(w.name()) })
}

// allWorks gives all works in the order of the table.
func (b *bench) allWorks() []work {
	named := map[string]set{}
	for _, s := range sets() {
		named[s.name] = s
	}
	survey, sample, warps, dp2 := named["survey"], named["sample"], named["warps"], named["dp2"]

	all := []work{b.open(survey), b.applyBad(dp2)}
	for _, name := range []string{"decam", "biweekly", "dp2", "dr1"} {
		all = append(all, b.apply(sectionApply, named[name], visitList, pairList))
	}
	for _, s := range growth() {
		all = append(all, b.apply(sectionApply, s, visitList, pairList))
	}
	all = append(all, b.applyDense(survey), b.countCut(survey))
	for _, s := range growth() {
		all = append(all, b.readSorted(s))
	}
	all = append(all, b.readShuffled(survey))
	for _, two := range []struct {
		set   set
		other role
	}{{survey, cutList}, {survey, denseList}, {sample, rightList}, {dp2, cutList}, {named["biweekly"], cutList}} {
		for _, operation := range []string{"union", "intersection", "difference", "symmetric difference"} {
			all = append(all, b.algebra(operation, two.set, two.other))
		}
	}
	all = append(all, b.digest(survey), b.digest(sample), b.digest(warps))
	for _, s := range []set{warps, sample} {
		cuts := []role{visitList, pairList}
		if s.name == warps.name {
			cuts = []role{visitList, patchList}
		}
		all = append(all, b.apply(sectionSparse, s, cuts...), b.union(s), b.hash(s), b.rewrite(s))
	}
	all = append(all, b.readText(dp2, "csv"), b.readText(dp2, "json"), b.readText(dp2, "jsonl"),
		b.diffText(dp2, "shuffled"), b.diffText(dp2, "sorted"))
	return all
}

// told is how we learn what the peers' files leave out.
func told(s set) string { return "instrument=" + s.strings["instrument"] }

// writes adds to a peer's parameters where it writes, and what it writes in
// the columns that its input leaves out.
func (b *bench) writes(p params, key string, s set, peer string) params {
	p["out"], p["strings"] = b.output(key, s, peer, parquetSuffix), s.strings
	return p
}

// output names the file that a contestant writes.
func (b *bench) output(key string, s set, who, suffix string) string {
	return filepath.Join(b.dir, "out."+strings.ReplaceAll(key, " ", "-")+"."+s.name+"."+who+suffix)
}
