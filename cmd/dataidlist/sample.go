package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func (c *command) newSample() *cobra.Command {
	verb := &cobra.Command{
		Use:   "sample FILE -n N",
		Short: "Some DataIds, drawn at random and reproducibly",
		Long: `Write N DataIds of a list, drawn at random, each set of N equally likely; all of them if
there are no more. The same list, number and seed give the same sample.`,
		Example: `  dataidlist sample raw.parquet -n 1000 --seed 7 -o pilot.parquet`,
		Args:    cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	flags := verb.Flags()
	n := flags.Uint64P("number", "n", 0, "`N`, how many")
	seed := flags.Uint64P("seed", "s", 0, "`SEED` of the random numbers")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if !flags.Changed("number") {
			return usage(verb, "-n N is missing")
		}
		if err := c.check(out); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		parameters := map[string]string{"n": strconv.FormatUint(*n, 10), "seed": strconv.FormatUint(*seed, 10)}
		return c.save(derived(all[0].List.Sample(*n, *seed), verb.Name(), parameters, operandsOf(all)...), out)
	}
	return verb
}
