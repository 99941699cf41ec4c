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
with ranges, at the coarsest dimensions that express it. A long expression is an AND of
ORs, since that is what the Butler makes of every expression, and of an OR of ANDs it can
take forever. What the Butler still would not take, or slowly, is a warning. A value with
a quote or a line end is an error, since the Butler's expressions cannot hold one.

--sql writes it for a database whose columns have the names of the dimensions, in quotes,
such as ConsDB.`,
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
		text, cost := all[0].List.Where(opts)
		if cost.Unreadable != "" {
			return fmt.Errorf("%s: %w, or --sql for a database", args[0], unreadable(cost, opts.Not))
		}
		if *most > 0 && cost.Terms > *most {
			less := "split the list, or project it to coarser dimensions"
			if opts.Not {
				less = cutInstead
			}
			return fmt.Errorf("%s: the expression has %d terms, more than --max-terms %d: %s", args[0], cost.Terms, *most, less)
		}
		warnings := []string{}
		if !opts.SQL {
			warnings = whereWarnings(text, cost, opts.Not)
		}
		if c.JSON {
			return c.WriteJSON(map[string]any{"where": text, "terms": cost.Terms, "warnings": warnings})
		}
		for _, w := range warnings {
			c.Notef("warning: %s: %s", args[0], w)
		}
		c.Printf("%s\n", text)
		return nil
	}
	return verb
}
