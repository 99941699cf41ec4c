package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

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
a detector. In a list with more dimensions all that agree with the DataId are found. A
list that has only some of the dimensions, and others besides, is not asked: what it
holds does not tell. Exit code 1 means that no list has the DataId.`,
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
		operands, err := in.operands(args, n, len(args))
		if err != nil {
			return err
		}
		found := []foundJSON{}
		err = c.each(operands, func(i *input) error {
			matched, err := c.matching(i, pairs)
			switch {
			case err != nil:
				c.Fail(fmt.Errorf("%s: %w", i.path, err))
			case matched.Count() > 0:
				found = append(found, foundIn(i, matched))
				return c.sayFound(found[len(found)-1])
			}
			return nil
		})
		if err != nil {
			return err
		}
		if c.JSON {
			if err := c.WriteJSON(map[string]any{"found": found}); err != nil {
				return err
			}
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

// matching gives the DataIds of a list that agree with pairs, if the one has
// all dimensions of the other.
func (c *command) matching(i *input, pairs map[string]string) (*dataidlist.List, error) {
	g := i.List.Group()
	var shared, words, absent []string
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		if _, ok := g.Universe().Dimension(name); !ok {
			return nil, fmt.Errorf("universe %s has no dimension %s", g.Universe(), dataidlist.Quote(name))
		}
		if !g.Has(name) {
			absent = append(absent, name)
			continue
		}
		shared = append(shared, name)
		words = append(words, name+"="+pairs[name])
	}
	if len(absent) > 0 && len(shared) < len(g.Dimensions()) {
		c.Notef("%s has no %s, and its own dimensions are not all given: it was not asked", i.path, strings.Join(absent, ", "))
		return dataidlist.Empty(g), nil
	}
	coarse, err := g.Universe().Group(shared...)
	if err != nil {
		return nil, err
	}
	one, err := oneDataID(coarse, words)
	if err != nil {
		return nil, err
	}
	return i.List.Matching(one)
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

func (c *command) sayFound(f foundJSON) error {
	if c.JSON { // one document, in the end
		return nil
	}
	c.Printf("%s: %s\n", cli.OneLine(f.File), plural(f.Count, "DataId", "DataIds"))
	return writeReasons(c.Stdout, f.Reasons)
}
