package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newSubtract() *cobra.Command {
	return c.newAlgebra(algebra{
		use:   "subtract A B...",
		short: "DataIds of the first list that are in none of the others",
		long: `Write the DataIds of A that are in none of the lists B, with the reasons that they
have in A. All lists have the same dimensions; to exclude visits from a list of visits
and detectors, use apply.`,
		example: `  dataidlist subtract visits.parquet --set instrument=LSSTCam --reason-column comment bad.ecsv -o good.parquet`,
		combine: dataidlist.Subtract,
	})
}
