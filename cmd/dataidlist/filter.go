package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newFilter() *cobra.Command {
	verb := &cobra.Command{
		Use:   "filter FILE --where EXPR",
		Short: "DataIds for which an expression is true",
		Long: `Write the DataIds for which an expression is true. The syntax is that of the Butler
over the dimensions of the list: AND, OR, NOT, IN, =, !=, <, <=, >, >=, parentheses,
and inside IN also inclusive ranges a..b and a..b:step.`,
		Example: `  dataidlist filter raw.parquet --where "exposure IN (2025062900001..2025062999999) AND detector < 189" -o night.parquet`,
		Args:    cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	where := verb.Flags().String("where", "", "`EXPR` that is to be true")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if *where == "" {
			return usage(verb, "--where EXPR is missing")
		}
		if err := c.check(out); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		l, err := c.compute(verb.Name(), func() (*dataidlist.List, error) { return all[0].List.Filter(*where) })
		if err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		return c.save(derived(l, verb.Name(), map[string]string{"where": *where}, operandsOf(all)...), out)
	}
	return verb
}
