package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newIntersect() *cobra.Command {
	return c.newAlgebra(algebra{
		use:   "intersect A B...",
		short: "DataIds that are in all of the lists",
		long: `Write the DataIds that are in all of the lists, with the reasons that they have in
the first.`,
		example: `  dataidlist intersect raw.parquet calibrated.parquet -o ready.parquet`,
		combine: dataidlist.Intersect,
	})
}
