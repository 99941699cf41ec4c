package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func (c *command) newVerify() *cobra.Command {
	verb := &cobra.Command{
		Use:   "verify",
		Short: "Check that nothing was changed",
		Long: `Check everything that the notebook holds: that each record's events fit together, that records and tables are what the
events add up to, that sealed definitions have their digests, and that every list and file is what records say. What is
not is named, and the exit code is 1.

--deep also reads every row of every list, and makes what was selected again from the recorded lists.`,
		Example: `  campaign verify --deep`,
		Args:    cli.Args(0, 0),
	}
	deep := verb.Flags().Bool("deep", false, "also make the selections again")
	verb.RunE = func(_ *cobra.Command, _ []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			v, err := n.Verify(ctx, *deep)
			if err != nil {
				return err
			}
			if c.JSON {
				err = c.WriteJSON(v)
			} else {
				for _, f := range v.Faults {
					c.Printf("%s: %s\n", cli.OneLine(f.Item), cli.OneLine(f.Text))
				}
				c.Notef("%d records, %d events, %d rows, %d objects, %d lists: %d faults", v.Records, v.Events, v.Rows, v.Objects, v.Lists, len(v.Faults))
			}
			if err == nil && len(v.Faults) > 0 {
				err = cli.ErrNo
			}
			return err
		})
	}
	return verb
}
