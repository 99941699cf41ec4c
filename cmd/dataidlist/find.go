package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newFind() *cobra.Command {
	verb := &cobra.Command{
		Use:   "find KEY=VALUE... FILE...",
		Short: "Which lists hold a DataId, and why",
		Long: `Write which lists hold a DataId, and the reasons that it has there. A list with fewer
dimensions is asked for the DataId without the others: a list of visits for the visit of
a detector. In a list with more dimensions all that agree with the DataId are found.
Exit code 1 means that no list has it.`,
		Example: `  dataidlist find instrument=LSSTCam visit=2025062900604 detector=94 lists/*.parquet`,
	}
	in := addInputs(verb)
	verb.Args = func(_ *cobra.Command, args []string) error {
		if n := countPairs(args); n == 0 || n == len(args) {
			return errors.New("KEY=VALUE... and then FILE... are expected")
		}
		return nil
	}
	verb.RunE = func(_ *cobra.Command, args []string) error {
		n := countPairs(args)
		pairs, err := parsePairs(args[:n])
		if err != nil {
			return err
		}
		all, err := c.readAll(in, args, n, len(args))
		if err != nil {
			return err
		}
		found := []foundJSON{}
		for _, i := range all {
			matched, err := matching(i.List, pairs)
			if err != nil {
				return fmt.Errorf("%s: %w", i.path, err)
			}
			if matched.Count() > 0 {
				found = append(found, foundIn(i, matched))
			}
		}
		if err := c.sayFound(found); err != nil {
			return err
		}
		if len(found) == 0 {
			return cli.ErrNo
		}
		return nil
	}
	return verb
}

// countPairs tells how many arguments at the begin are KEY=VALUE.
func countPairs(args []string) int {
	pair := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)
	n := slices.IndexFunc(args, func(s string) bool { return !pair.MatchString(s) })
	if n < 0 {
		return len(args)
	}
	return n
}

// matching gives the DataIds of l that agree with pairs in the dimensions that
// both have.
func matching(l *dataidlist.List, pairs map[string]string) (*dataidlist.List, error) {
	g := l.Group()
	shared := map[string]string{}
	for name, value := range pairs {
		if _, ok := g.Universe().Dimension(name); !ok {
			return nil, fmt.Errorf("universe %s has no dimension %s", g.Universe(), dataidlist.Quote(name))
		}
		if g.Has(name) {
			shared[name] = value
		}
	}
	if len(shared) == 0 {
		return dataidlist.Empty(g), nil
	}
	coarse, err := g.Universe().Group(slices.Collect(maps.Keys(shared))...)
	if err != nil {
		return nil, err
	}
	var words []string
	for name, value := range shared {
		words = append(words, name+"="+value)
	}
	one, err := oneDataID(coarse, words)
	if err != nil {
		return nil, err
	}
	return l.Matching(one)
}

// foundJSON is what find says of a list that has the DataId.
type foundJSON struct {
	File    string                   `json:"file"`
	Digest  dataidlist.Digest        `json:"digest"`
	Count   uint64                   `json:"count"` // DataIds of the list that agree
	Reasons []dataidlist.ReasonCount `json:"reasons"`
}

func foundIn(i *input, matched *dataidlist.List) foundJSON {
	f := foundJSON{File: i.path, Digest: i.List.Digest(), Count: matched.Count(), Reasons: []dataidlist.ReasonCount{}}
	for reason, who := range matched.Reasons() {
		f.Reasons = append(f.Reasons, dataidlist.ReasonCount{Reason: reason, Count: who.Count()})
	}
	return f
}

func (c *command) sayFound(found []foundJSON) error {
	if c.JSON {
		return c.WriteJSON(map[string]any{"found": found})
	}
	for _, f := range found {
		c.Printf("%s: %s\n", cli.OneLine(f.File), plural(f.Count, "DataId", "DataIds"))
		if err := writeReasons(c.Stdout, f.Reasons); err != nil {
			return err
		}
	}
	return nil
}
