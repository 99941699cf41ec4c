package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newUnion() *cobra.Command {
	return c.newAlgebra(algebra{
		use:   "union A B...",
		short: "DataIds that are in any of the lists",
		long: `Write the DataIds that are in any of the lists. A DataId has all the reasons that
it has in any of them.`,
		example: `  dataidlist union may.parquet june.parquet july.parquet -o summer.parquet`,
		combine: dataidlist.Union,
	})
}
