package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// A command is a run of dataidlist: what its verbs are methods of.
type command struct {
	*cli.App
	stdinTaken bool // by an input
}

func newRoot(app *cli.App) *cobra.Command {
	c := &command{App: app}
	root := &cobra.Command{
		Use:   "dataidlist",
		Short: "Work with lists of DataIds",
		Long: `dataidlist works with lists of DataIds, such as the visits and detectors that a
campaign is to process or to leave out.

A list has a digest, dil1:…, which is the same in every file format. Lists of
hundreds of millions of DataIds are fine. "-" is standard input or output, and a URL
such as s3://bucket/bad.parquet an object of a store.

Exit codes: 0 done, or yes; 1 no (lists differ, a DataId is not in the list, a
file is not valid); 2 an error, which is one line on stderr.`,
		Example: `  dataidlist apply --to raw.parquet --set instrument=LSSTCam --reason-column comment --exclude bad.ecsv -o out.parquet
  dataidlist diff old.parquet out.parquet
  dataidlist where out.parquet`,
	}
	root.AddGroup(
		&cobra.Group{ID: "look", Title: "Look at lists:"},
		&cobra.Group{ID: "ask", Title: "Compare and check (exit code 1 is no):"},
		&cobra.Group{ID: "make", Title: "Make lists:"},
	)
	group := func(id string, verbs ...*cobra.Command) {
		for _, v := range verbs {
			v.GroupID = id
			root.AddCommand(v)
		}
	}
	group("look", c.newInfo(), c.newCat(), c.newHead(), c.newLog(), c.newPlot(), c.newWhere())
	group("ask", c.newHash(), c.newVerify(), c.newDiff(), c.newContains(), c.newFind())
	group("make", c.newConvert(), c.newUnion(), c.newIntersect(), c.newSymdiff(), c.newSubtract(), c.newApply(),
		c.newProject(), c.newExpand(), c.newFilter(), c.newSplit(), c.newSample(), c.newResolve())
	root.AddCommand(newInputsTopic(), newFormatsTopic(), newUniversesTopic(), newURLsTopic(), newJSONTopic())
	return root
}
