package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newWhere() *cobra.Command {
	verb := &cobra.Command{
		Use:   "where FILE",
		Short: "A list as a query expression",
		Long: `Write a Butler query expression that is true for the DataIds of a list and no others,
with ranges, at the coarsest dimensions that express it. --sql writes it for a database
whose columns have the names of the dimensions, in quotes, such as ConsDB.`,
		Example: `  dataidlist where --set instrument=LSSTCam --reason-column comment bad.ecsv --not`,
		Args:    cli.Args(1, 1),
	}
	in := addInputs(verb)
	flags := verb.Flags()
	var opts dataidlist.WhereOptions
	flags.BoolVar(&opts.Not, "not", false, "true for all DataIds that are not in the list")
	flags.BoolVar(&opts.SQL, "sql", false, "for a database instead of the Butler")
	most := flags.Int("max-terms", 0, "refuse an expression of more than `N` values and ranges")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		text, terms := all[0].List.Where(opts)
		if *most > 0 && terms > *most {
			return fmt.Errorf("%s: the expression has %d terms, more than --max-terms %d: split the list, or project it to coarser dimensions", args[0], terms, *most)
		}
		var warnings []string
		if terms > slowTerms && !opts.SQL {
			warnings = append(warnings, fmt.Sprintf("%d terms, and the Butler is slow above %d: split the list, or use convert --for butler", terms, slowTerms))
		}
		if c.JSON {
			return c.WriteJSON(map[string]any{"where": text, "terms": terms, "warnings": append([]string{}, warnings...)})
		}
		for _, w := range warnings {
			c.Notef("warning: %s: %s", args[0], w)
		}
		c.Printf("%s\n", text)
		return nil
	}
	return verb
}

// slowTerms is the number of terms above which the Butler, whose time is
// quadratic in them, takes more than a fraction of a second.
const slowTerms = 10_000
