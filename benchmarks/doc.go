// Command benchmarks runs dataidlist and its peers (DuckDB, Polars, pandas,
// CRoaring, Python, sort and comm) on the same work in the same run, checks
// that they give the same results, and writes a table of medians and a plot.
//
//	go run ./benchmarks -quick    # small sets, under two minutes
//	go run ./benchmarks           # all sets up to 397 million DataIds, about an hour
//
// What is measured and how is in README.md. To find a thing in the code: the
// lists are made by sets.go, survey.go and warps.go, and put into files by
// inputs.go; works.go says who does what with them; measure.go runs it in the
// processes of child.go; facts.go compares the results; table.go and
// peers/plot.py show them.
package main
