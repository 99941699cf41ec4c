// Command campaign keeps the notebook of a survey's processing: which campaigns there were, with which lists of DataIds and which
// software, why, and who decided it.
//
// Each verb is a file of this package and a call of the library: what the command does, Go code can do.
package main

import (
	_ "time/tzdata" // schedules have time zones, also on machines that have none

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func main() { cli.Main("campaign", "records 1", newRoot) }
