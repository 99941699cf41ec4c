package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newContains() *cobra.Command {
	verb := &cobra.Command{
		Use:   "contains FILE KEY=VALUE... | contains FILE --ids IDS",
		Short: "Whether DataIds are in a list",
		Long: `Tell whether a DataId, or with --ids all DataIds of another list, are in a list. Those of
IDS that are not are written as ranges. Exit code 1 means that one is not.`,
		Example: `  dataidlist contains out.parquet instrument=LSSTCam visit=2025062900604 detector=94
  dataidlist contains out.parquet --ids wanted.csv`,
		Args: cli.Args(1, -1),
	}
	in := addInputs(verb)
	in.addFile("ids", "a list of the DataIds to look for")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		list, ids := pick(all, ""), pick(all, "ids")
		wanted, err := wantedIDs(list, ids, args[1:])
		if err != nil {
			return err
		}
		missing, err := dataidlist.Subtract(wanted.WithoutReasons(), list.List)
		if err != nil {
			return err
		}
		if err := c.sayContained(list, wanted, missing); err != nil {
			return err
		}
		if missing.Count() > 0 {
			return cli.ErrNo
		}
		return nil
	}
	return verb
}

// wantedIDs gives the DataIds to look for, of the list ids or of the pairs
// KEY=VALUE.
func wantedIDs(list, ids *input, words []string) (*dataidlist.List, error) {
	switch {
	case (ids == nil) == (len(words) == 0):
		return nil, errors.New("either KEY=VALUE... or --ids IDS is expected")
	case ids != nil:
		return ids.List, checkGroups(list, ids)
	}
	one, err := oneDataID(list.List.Group(), words)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", list.path, err)
	}
	return one, nil
}

// oneDataID gives the list of the DataId that pairs KEY=VALUE name.
func oneDataID(g *dataidlist.Group, words []string) (*dataidlist.List, error) {
	pairs, err := parsePairs(words)
	if err != nil {
		return nil, err
	}
	var quoted []string
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		quoted = append(quoted, name+"="+strconv.Quote(pairs[name]))
	}
	d, err := g.ParseDataID(strings.Join(quoted, " "))
	if err != nil {
		return nil, err
	}
	b := dataidlist.NewBuilder(g)
	if err := b.Add(d); err != nil {
		return nil, err
	}
	return b.List(), nil
}

// parsePairs reads words KEY=VALUE.
func parsePairs(words []string) (map[string]string, error) {
	pairs := map[string]string{}
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if _, dup := pairs[name]; dup {
			return nil, fmt.Errorf("%s is given twice", name)
		}
		if !ok {
			return nil, fmt.Errorf("%s: KEY=VALUE is expected", dataidlist.Quote(word))
		}
		pairs[name] = value
	}
	return pairs, nil
}

func (c *command) sayContained(list *input, wanted, missing *dataidlist.List) error {
	n, absent := wanted.Count(), missing.Count()
	switch {
	case c.JSON:
		return c.WriteJSON(map[string]any{"contained": absent == 0, "file": list.path, "digest": list.List.Digest(), "asked": n, "missing": absent})
	case c.Quiet:
		return nil
	case absent == 0 && n == 1:
		c.Printf("yes\n")
		return nil
	case absent == 0:
		c.Printf("yes, all %d\n", n)
		return nil
	}
	c.Printf("no, %d of %d not in %s\n", absent, n, cli.OneLine(list.path))
	return writeRanges(c.Stdout, "- ", missing, math.MaxUint64)
}
