package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// algebra is a verb that makes one list of several of the same dimensions.
type algebra struct {
	use, short, long, example string
	combine                   combination
}

type combination func(first *dataidlist.List, more ...*dataidlist.List) (*dataidlist.List, error)

func (c *command) newAlgebra(a algebra) *cobra.Command {
	verb := &cobra.Command{Use: a.use, Short: a.short, Long: a.long, Example: a.example, Args: cli.Args(2, -1)}
	out, in := addOutput(verb), addInputs(verb)
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if err := c.check(out); err != nil {
			return err
		}
		all, err := c.readAll(in, args, len(args))
		if err != nil {
			return err
		}
		if err := checkGroups(all...); err != nil {
			return err
		}
		l, err := c.compute(verb.Name(), func() (*dataidlist.List, error) { return a.combine.of(lists(all)) })
		if err != nil {
			return err
		}
		return c.save(derived(l, verb.Name(), nil, operandsOf(all)...), out)
	}
	return verb
}

// of combines at least one list.
func (f combination) of(all []*dataidlist.List) (*dataidlist.List, error) {
	return f(all[0], all[1:]...)
}

func lists(all []*input) []*dataidlist.List {
	var ls []*dataidlist.List
	for _, i := range all {
		ls = append(ls, i.List)
	}
	return ls
}
