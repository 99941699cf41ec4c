package dataidlist_test

import (
	"fmt"
	"log"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// butlerGroup returns a group of the default universe.
func butlerGroup(names ...string) *dataidlist.Group {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	if err != nil {
		log.Fatal(err)
	}
	g, err := u.Group(names...)
	if err != nil {
		log.Fatal(err)
	}
	return g
}

// visits returns the list of some visits with all detectors of LSSTCam.
func visits(numbers ...int64) *dataidlist.List {
	b := dataidlist.NewBuilder(butlerGroup("visit", "detector"))
	for _, visit := range numbers {
		if err := b.AddRun([]string{"LSSTCam"}, []int64{visit, 0}, 189); err != nil {
			log.Fatal(err)
		}
	}
	return b.List()
}

func Example() {
	input := visits(2025042200001, 2025042200002, 2025042300001)

	b := dataidlist.NewBuilder(butlerGroup("visit"))
	err := b.AddRun([]string{"LSSTCam"}, []int64{2025042200002}, 1, dataidlist.Reason{Text: "trailed"})
	if err != nil {
		log.Fatal(err)
	}
	result, report, err := dataidlist.Apply(input, []dataidlist.Rule{
		{Role: dataidlist.Exclude, Name: "bad.ecsv", List: b.List()},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)
	for _, rule := range report.Rules {
		fmt.Println(rule.Role, rule.File, "removed", rule.Removed)
		for _, c := range rule.ByReason {
			fmt.Println(" ", c.Reason.Text, c.Count)
		}
	}
	// Output:
	// {instrument, visit, detector} 378 DataIds dil1:f8e0842f9c85
	// exclude bad.ecsv removed 189
	//   trailed 189
}

func ExampleBuilder() {
	b := dataidlist.NewBuilder(butlerGroup("visit", "detector"))
	// A full focal plane is one run.
	if err := b.AddRun([]string{"LSSTCam"}, []int64{2025042200001, 0}, 189); err != nil {
		log.Fatal(err)
	}
	// And a single DataId, which the run has already.
	if err := b.AddRun([]string{"LSSTCam"}, []int64{2025042200001, 94}, 1, dataidlist.Reason{Text: "vignetted"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("added", b.Added())
	list := b.List()
	fmt.Println(list.Count(), "DataIds in", list.NumRuns(), "run with", list.NumReasons(), "reason")
	// Output:
	// added 190
	// 189 DataIds in 1 run with 1 reason
}

func ExampleUniverse_Group() {
	g := butlerGroup("detector", "visit")
	fmt.Println(g, "implies", g.Implied())
	fmt.Println(butlerGroup("band", "instrument"))
	// Output:
	// {instrument, visit, detector} implies [physical_filter band day_obs]
	// {instrument, band}
}

func ExampleGroup_ParseDataID() {
	d, err := butlerGroup("visit", "detector").ParseDataID("visit=2025042200001 detector=94 instrument=LSSTCam")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d)
	// Output:
	// instrument=LSSTCam visit=2025042200001 detector=94
}

func ExampleUnion() {
	april, may := visits(2025042200001, 2025042300001), visits(2025042300001, 2025050100001)
	all, err := dataidlist.Union(april, may)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all.Count())
	// Output:
	// 567
}

func ExampleSubtract() {
	all, done := visits(2025042200001, 2025042200002, 2025042200003), visits(2025042200002)
	rest, err := dataidlist.Subtract(all, done)
	if err != nil {
		log.Fatal(err)
	}
	for run := range rest.Runs() {
		fmt.Println(run.Strings, run.Ints, run.Len)
	}
	// Output:
	// [LSSTCam] [2025042200001 0] 189
	// [LSSTCam] [2025042200003 0] 189
}

func ExampleDiff() {
	diff, err := dataidlist.Diff(visits(2025042200001, 2025042300001), visits(2025042200001))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("only left", diff.OnlyLeft.Count(), "only right", diff.OnlyRight.Count(), "common", diff.Common)
	fmt.Println(diff.ChunksEqual, "of", diff.ChunksCompared, "chunks are equal")
	// Output:
	// only left 189 only right 0 common 189
	// 1 of 2 chunks are equal
}

func ExampleList_All() {
	for d := range visits(2025042200001).Slice(0, 2).All() {
		fmt.Println(d)
	}
	// Output:
	// instrument=LSSTCam visit=2025042200001 detector=0
	// instrument=LSSTCam visit=2025042200001 detector=1
}

func ExampleList_Digest() {
	// The example of FORMAT.md 3.5: neither order nor repetition matters.
	b := dataidlist.NewBuilder(butlerGroup("visit", "detector"))
	for _, ints := range [][]int64{{2025042200003, 188}, {2025042200001, 1}, {2025042200001, 0}, {2025042200001, 1}} {
		if err := b.AddRun([]string{"LSSTCam"}, ints, 1); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(b.List().Digest())
	// Output:
	// dil1:4f38d60e95e555c333fdc253d81940631a4450bfd72e72470a15a77ae9c6cb0e
}

func ExampleList_Project() {
	list, err := visits(2025042200001, 2025042200002).Project(butlerGroup("visit"))
	if err != nil {
		log.Fatal(err)
	}
	for d := range list.All() {
		fmt.Println(d)
	}
	// Output:
	// instrument=LSSTCam visit=2025042200001
	// instrument=LSSTCam visit=2025042200002
}

func ExampleList_Filter() {
	list, err := visits(2025042200001, 2025042200002).Filter("visit > 2025042200001 AND detector IN (90..98)")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Count())
	// Output:
	// 9
}

func ExampleList_Where() {
	text, cost := visits(2025042200001, 2025042200003, 2025042200005).Where(dataidlist.WhereOptions{})
	fmt.Println(text)
	fmt.Println(cost.Terms, "terms")
	// Output:
	// instrument = 'LSSTCam' AND visit IN (2025042200001..2025042200005:2) AND detector IN (0..188)
	// 3 terms
}
