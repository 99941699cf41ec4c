package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newExpand() *cobra.Command {
	verb := &cobra.Command{
		Use:   "expand FILE --by OTHER",
		Short: "Join a list with another on the dimensions that they share",
		Long: `Write the join of two lists: a list of visits by a list of the instrument's detectors
gives all detectors of each visit. DataIds have the reasons that they had in FILE.`,
		Example: `  dataidlist expand visits.parquet --by detectors.parquet -o all.parquet`,
		Args:    cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	in.addFile("by", "the other list")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if err := c.check(out); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		list, by := pick(all, ""), pick(all, "by")
		if by == nil {
			return usage(verb, "--by OTHER is missing")
		}
		l, err := c.compute(verb.Name(), func() (*dataidlist.List, error) { return list.List.Expand(by.List) })
		if err != nil {
			return fmt.Errorf("%s by %s: %w", list.path, by.path, err)
		}
		return c.save(derived(l, verb.Name(), nil, list.operand(""), by.operand("by")), out)
	}
	return verb
}
