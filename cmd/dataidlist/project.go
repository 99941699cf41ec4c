package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newProject() *cobra.Command {
	verb := &cobra.Command{
		Use:   "project FILE --onto DIMENSIONS",
		Short: "Bring a list to coarser dimensions",
		Long: `Write the coarser DataIds that a list has a part in: the visits of a list of visits
and detectors. With --all only those of which every DataId in FULL is in the list: the
visits all of whose detectors are listed. What the dimensions require is added: --onto
visit means {instrument, visit}.`,
		Example: `  dataidlist project out.parquet --onto visit -o visits.parquet
  dataidlist project done.parquet --onto visit --all planned.parquet -o complete.parquet`,
		Args: cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	flags := verb.Flags()
	onto := flags.StringArray("onto", nil, "`DIMENSIONS` of the result, with commas between them")
	flags.Bool("any", false, "keep a DataId that the list has any part of (this is the default)")
	in.addFile("all", "keep a DataId only if the list has all that this full list has of it")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if len(*onto) == 0 {
			return usage(verb, "--onto DIMENSIONS is missing")
		}
		if countChanged(flags, "any", "all") > 1 {
			return usage(verb, "--any and --all FULL exclude each other")
		}
		if err := c.check(out); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		names := strings.Split(strings.Join(*onto, ","), ",")
		list, full := pick(all, ""), pick(all, "all")
		var partner *dataidlist.List
		operands := []dataidlist.Input{list.operand("")}
		if full != nil {
			partner = full.List
			operands = append(operands, full.operand("full"))
			if err := checkGroups(list, full); err != nil {
				return err
			}
		}
		l, err := c.compute(verb.Name(), func() (*dataidlist.List, error) { return project(list.List, partner, names) })
		if err != nil {
			return fmt.Errorf("%s: %w", list.path, err)
		}
		return c.save(derived(l, verb.Name(), map[string]string{"onto": strings.Join(l.Group().Dimensions(), ",")}, operands...), out)
	}
	return verb
}

// project brings a list to coarser dimensions; full may be nil.
func project(l, full *dataidlist.List, onto []string) (*dataidlist.List, error) {
	g, err := l.Group().Universe().Group(onto...)
	if err != nil {
		return nil, err
	}
	if full == nil {
		return l.Project(g)
	}
	return l.ProjectAll(g, full)
}

// pick gives the input that an option named, or with an empty name the one
// that is an argument; nil if there is none.
func pick(all []*input, flag string) *input {
	for _, i := range all {
		if i.flag == flag {
			return i
		}
	}
	return nil
}

// usage is an error about the command line.
func usage(verb *cobra.Command, text string) error {
	return verb.FlagErrorFunc()(verb, errors.New(text))
}
