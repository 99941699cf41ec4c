package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newSplit() *cobra.Command {
	verb := &cobra.Command{
		Use:   "split FILE (--groups N | --by DIMENSION | --max-size M)",
		Short: "Split a list into a file for each group",
		Long: `Write a list as several files, and for each a line with its name, count, digest and a
query expression for it; the expressions leave no gaps. The output's name has %d, or as
%03d, for the number of the group, or %s for the value of the dimension. What belongs
together, such as the detectors of a visit, stays together with --groups and --max-size.
--by day_obs splits Rubin's visits and exposures by night.`,
		Example: `  dataidlist split step1.parquet --groups 4 -o step1-group%d.parquet
  dataidlist split step1.parquet --by day_obs -o night-%s.parquet`,
		Args: cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	flags := verb.Flags()
	var how splitting
	flags.IntVar(&how.groups, "groups", 0, "into `N` groups of about the same size")
	flags.StringVar(&how.by, "by", "", "a group for each value of `DIMENSION`")
	flags.Uint64Var(&how.size, "max-size", 0, "into as few groups as have at most `M` DataIds each")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if countChanged(flags, "groups", "by", "max-size") != 1 || how == (splitting{}) {
			return usage(verb, "one of --groups N, --by DIMENSION and --max-size M is expected")
		}
		if err := checkPattern(out); err != nil {
			return usage(verb, err.Error())
		}
		if err := c.check(out); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		parts, err := how.of(all[0].List)
		if err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		names := make([]string, len(parts))
		for i, p := range parts {
			if names[i], err = partName(out.path, i+1, p.Value); err != nil {
				return err
			}
			if err := out.checkFile(names[i]); err != nil {
				return err
			}
		}
		c.noteLoss(all[0].List, out)
		return c.saveParts(parts, names, out, how, all[0])
	}
	return verb
}

// splitting is how to split.
type splitting struct {
	groups int
	by     string
	size   uint64
}

func (s splitting) of(l *dataidlist.List) ([]dataidlist.Part, error) {
	switch {
	case s.by != "":
		return l.SplitBy(s.by)
	case s.size > 0:
		return l.SplitSize(s.size)
	}
	return l.SplitGroups(s.groups)
}

// parameters are those of the derivation of a part, without its number.
func (s splitting) parameters() map[string]string {
	switch {
	case s.by != "":
		return map[string]string{"by": s.by}
	case s.size > 0:
		return map[string]string{"max-size": strconv.FormatUint(s.size, 10)}
	}
	return map[string]string{"groups": strconv.Itoa(s.groups)}
}

// splittingOf is the reverse of parameters.
func splittingOf(parameters map[string]string) (s splitting, err error) {
	s.by = parameters["by"]
	if _, ok := parameters["groups"]; ok {
		var groups uint64
		groups, err = number(parameters, "groups")
		s.groups = int(min(groups, math.MaxInt))
	}
	if _, ok := parameters["max-size"]; ok && err == nil {
		s.size, err = number(parameters, "max-size")
	}
	return s, err
}

// countChanged tells how many of some options are given.
func countChanged(flags *pflag.FlagSet, names ...string) (n int) {
	for _, name := range names {
		if flags.Changed(name) {
			n++
		}
	}
	return n
}

func placeholder() *regexp.Regexp { return regexp.MustCompile(`%(0[0-9])?d|%s`) }

func checkPattern(out *output) error {
	if out.isStdout() {
		return errors.New("-o NAME-%d.parquet is missing")
	}
	if n := len(placeholder().FindAllString(out.path, -1)); n != 1 || strings.Count(out.path, "%") != 1 {
		return fmt.Errorf("-o %s: %%d, %%03d or %%s is expected in it once", dataidlist.Quote(out.path))
	}
	return nil
}

// partName puts the number or the value of a part in the place for it.
func partName(pattern string, number int, value string) (string, error) {
	if strings.ContainsAny(value, "/\\\x00") {
		return "", fmt.Errorf("%s cannot be in the name of a file: use %%d for a number", dataidlist.Quote(value))
	}
	if value == "" {
		value = strconv.Itoa(number)
	}
	return placeholder().ReplaceAllStringFunc(pattern, func(p string) string {
		if p == "%s" {
			return value
		}
		return fmt.Sprintf(p, number)
	}), nil
}

// partJSON is what split says of a part.
type partJSON struct {
	saved
	Value string `json:"value,omitempty"`
	Where string `json:"where"`
	// Warnings are of the expression.
	Warnings []string `json:"warnings"`
}

func (c *command) saveParts(parts []dataidlist.Part, names []string, out *output, how splitting, whole *input) error {
	written := []partJSON{}
	for i, p := range parts {
		parameters := maps.Clone(how.parameters())
		parameters["part"] = strconv.Itoa(i + 1)
		about, err := c.saveAs(derived(p.List, "split", parameters, whole.operand("")), out, names[i])
		if err != nil {
			return err
		}
		warnings := whereWarnings(p.Where, p.Cost, false)
		if p.Cost.Unreadable != "" {
			warnings = append(warnings, unreadable(p.Cost, false).Error())
		}
		written = append(written, partJSON{*about, p.Value, p.Where, warnings})
	}
	if c.JSON {
		return c.WriteJSON(map[string]any{"parts": written})
	}
	for _, p := range written {
		for _, w := range p.Warnings {
			c.Notef("warning: %s: %s", cli.OneLine(p.File), w)
		}
		c.Printf("%s\t%d\t%s\t%s\n", cli.OneLine(p.File), p.Count, p.Digest, p.Where)
	}
	return nil
}
