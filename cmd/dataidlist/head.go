package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func (c *command) newHead() *cobra.Command {
	verb := &cobra.Command{
		Use:     "head FILE",
		Short:   "The first DataIds as rows",
		Long:    `Write the first DataIds of a list in canonical order, as cat does.`,
		Example: `  dataidlist head out.parquet -n 20 --to table`,
		Args:    cli.Args(1, 1),
	}
	in := addInputs(verb)
	show := addRows(verb)
	n := verb.Flags().Uint64P("number", "n", 10, "`N`, how many")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if err := show.check(); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		l, err := first(all[0].List, *n)
		if err != nil {
			return err
		}
		return c.writeRows(l, show)
	}
	return verb
}

// first returns the first n DataIds of a list, with their reasons.
func first(l *dataidlist.List, n uint64) (*dataidlist.List, error) {
	if n >= l.Count() {
		return l, nil
	}
	b := dataidlist.NewBuilder(l.Group())
	for run, reasons := range table.WithReasons(l) {
		if n == 0 {
			break
		}
		size := min(uint64(run.Len), n)
		n -= size
		if err := b.AddRun(run.Strings, run.Ints, int64(size), reasons...); err != nil {
			return nil, err
		}
	}
	return b.List(), nil
}
