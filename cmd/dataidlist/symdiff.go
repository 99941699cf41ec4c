package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newSymdiff() *cobra.Command {
	return c.newAlgebra(algebra{
		use:   "symdiff A B...",
		short: "DataIds that are in one of two lists only",
		long: `Write the DataIds that are in one of two lists and not in the other; of more lists,
those that are in an odd number of them. A DataId has all the reasons that it has in
any of them.`,
		example: `  dataidlist symdiff old.parquet new.parquet -o changed.parquet`,
		combine: dataidlist.SymmetricDifference,
	})
}
