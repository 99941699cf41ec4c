// Command dataidlist works with lists of DataIds: it reads and writes them in
// every format, compares and combines them, cuts a campaign's input, and proves
// what a file holds.
//
// Each verb is a file of this package and a call of the library: what the
// command does, Go code can do.
package main

import (
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func main() { cli.Main("dataidlist", table.FormatName, newRoot) }
