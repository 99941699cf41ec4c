package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// What the Butler takes, as measured with lsst-daf-butler 30 and read in its
// source.
const (
	// inlineRows is the number of rows of a table above which the Butler makes
	// an unindexed temporary table of it, and inlineSQLiteRows on SQLite, where a
	// query then takes seconds for each thousand rows.
	inlineRows       = 1000
	inlineSQLiteRows = 500
	// remoteRows is what the remote Butler takes of a table at most.
	remoteRows = 100_000
	// slowTerms is the number of terms of an expression above which the Butler
	// takes seconds, growing with their square.
	slowTerms = 10_000
	// deepest is the depth of an expression above which the Butler, which is
	// Python, or SQLite fails. Both end at 1,000, and need some of it for the
	// rest of the query.
	deepest = 900
	// longestArgument is the length of one argument of a command that Linux
	// takes at most.
	longestArgument = 128<<10 - 1
)

// checkTable refuses or warns of what the Butler would, of a table.
func (c *command) checkTable(file string, l *dataidlist.List) error {
	switch n := l.Count(); {
	case n == 0:
		return errors.New("the list is empty, and the Butler takes no empty table")
	case n > remoteRows:
		c.Notef("warning: %d rows, and the remote Butler takes %d at most: project to coarser dimensions, use where, or split %s --max-size %d", n, remoteRows, file, remoteRows)
	case n > inlineRows:
		c.Notef("warning: %d rows, and the Butler is slow above %d: project to coarser dimensions, use where, or split %s --max-size %d", n, inlineRows, file, inlineRows)
	case n > inlineSQLiteRows:
		c.Notef("warning: %d rows, and the Butler is slow above %d on SQLite: project to coarser dimensions, use where, or split %s --max-size %d", n, inlineSQLiteRows, file, inlineSQLiteRows)
	}
	return nil
}

// unreadable is the error about an expression that the Butler cannot read.
func unreadable(cost dataidlist.WhereCost, not bool) error {
	instead := "use convert --for butler"
	if not {
		instead = cutInstead
	}
	return fmt.Errorf("%s has a quote or a line end, which the Butler's expressions have no way to write: %s", dataidlist.Quote(cost.Unreadable), instead)
}

// cutInstead is what to do where the Butler cannot leave out a list: no table
// excludes, and what one part of the list leaves in is in another.
const cutInstead = "apply --exclude the list to what is wanted, and use the result"

// whereWarnings tells what the Butler would not take, or slowly, of an
// expression.
func whereWarnings(text string, cost dataidlist.WhereCost, not bool) []string {
	smaller := "split the list, or use convert --for butler"
	file := smaller
	if not {
		smaller, file = cutInstead, "use convert --for butler --not"
	}
	warnings := []string{}
	if cost.Terms > slowTerms {
		warnings = append(warnings, fmt.Sprintf("%d terms, and the Butler is slow above %d: %s", cost.Terms, slowTerms, smaller))
	}
	if cost.Depth > deepest {
		warnings = append(warnings, fmt.Sprintf("depth %d, and the Butler fails above %d: %s", cost.Depth, deepest, smaller))
	}
	if len(text) > longestArgument {
		warnings = append(warnings, fmt.Sprintf("%d bytes, and no argument of a command may be longer than %d: %s", len(text), longestArgument, file))
	}
	return warnings
}

// saveExclusion writes what has the Butler leave out a list: options for its
// commands and those of pipetask, and a setting for BPS. The Butler has no other
// way: a table only includes.
func (c *command) saveExclusion(file string, l *dataidlist.List, out *output) error {
	query, cost := l.Where(dataidlist.WhereOptions{Not: true})
	if cost.Unreadable != "" {
		return fmt.Errorf("%s: %w", file, unreadable(cost, true))
	}
	for _, w := range whereWarnings("", cost, true) { // which is in a file, and no argument
		c.Notef("warning: %s: %s", file, w)
	}
	quoted, err := json.Marshal(query) // which is YAML
	if err != nil {
		return err
	}
	fill := func(w io.Writer) error {
		_, err := fmt.Fprintf(w, exclusion, l.Count(), l.Digest(), quoted)
		return err
	}
	if out.isStdout() {
		return fill(c.Stdout)
	}
	if err := c.writeFile(out.path, out.file, fill); err != nil {
		return err
	}
	if c.JSON {
		return c.WriteJSON(saved{out.path, "yaml", l.Digest(), l.FullDigest(), l.Count()})
	}
	c.Notef("%s: all but %s, %s", out.path, plural(l.Count(), "DataId", "DataIds"), l.Digest().Short())
	return nil
}

const exclusion = `# Everything but the %d DataIds of %s, as one of
#   pipetask qgraph -@ FILE            instead of --data-query
#   butler query-datasets -@ FILE      instead of --where
#   includeConfigs: [FILE]             in a BPS submission, instead of dataQuery
dataQuery: &query %s
qgraph: {data-query: *query}
run: {data-query: *query}
query-data-ids: {where: *query}
query-datasets: {where: *query}
query-dimension-records: {where: *query}
`
