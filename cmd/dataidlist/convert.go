package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newConvert() *cobra.Command {
	verb := &cobra.Command{
		Use:   "convert IN",
		Short: "Write a list in another format",
		Long: `Write a list in the format of the output's name, or of --to. DataIds, reasons, title,
description and derivation are kept as far as the format carries them.

--for gives what another reader needs:
  butler   for pipetask qgraph --data-id-table: Parquet, ECSV or CSV with no column but
           dimensions, at least one row, and a warning of more than the Butler likes;
           with --not, to leave the list out: YAML with options for pipetask and butler
           (-@ FILE) and a dataQuery for BPS, since no table excludes
  astropy  Parquet, ECSV or CSV, with the reasons as a column
  pandas   Parquet, Arrow, CSV, TSV, JSON (a plain array) or JSON Lines`,
		Example: `  dataidlist convert --set instrument=LSSTCam --reason-column comment bad.ecsv -o bad.parquet
  dataidlist convert good.parquet --for butler -o ids.ecsv
  dataidlist convert bad.parquet --for butler --not -o exclude.yaml`,
		Args: cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	reader := verb.Flags().String("for", "", "`READER` that the file is for: butler, astropy or pandas")
	not := verb.Flags().Bool("not", false, "with --for butler: what excludes the list")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		target, err := readerOf(*reader)
		if err != nil {
			return err
		}
		if err := c.check(out); err != nil {
			return err
		}
		if *not {
			err = target.exclude(out)
		} else {
			err = target.adapt(out)
		}
		if err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		l := all[0].List
		if *not {
			return c.saveExclusion(args[0], l, out)
		}
		if err := target.checkStrings(l, out); err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		if target == butler {
			if err := c.checkTable(args[0], l); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
		}
		if info := l.Info(); info.Derivation == nil || info.Derivation.Operation == readOperation {
			info.Derivation = &dataidlist.Derivation{Operation: verb.Name(), Inputs: operandsOf(all)}
			l = l.WithInfo(info)
		}
		return c.save(l, out)
	}
	return verb
}

// A reader is a program that a file is for.
type reader string

const (
	ours    reader = ""
	butler  reader = "butler"
	astropy reader = "astropy"
	pandas  reader = "pandas"
)

func readerOf(name string) (reader, error) {
	switch r := reader(name); r {
	case ours, butler, astropy, pandas:
		return r, nil
	}
	return ours, fmt.Errorf("--for %s is not known: butler, astropy or pandas is expected", dataidlist.Quote(name))
}

// formats gives the formats that the reader takes from us; all of them if nil.
func (r reader) formats() []string {
	switch r {
	case butler, astropy:
		return []string{"parquet", "ecsv", "csv"}
	case pandas:
		return []string{"parquet", "arrow", "csv", "tsv", "json", "jsonl"}
	}
	return nil
}

// adapt sets what the reader needs. The columns that we write are plain
// strings and integers without nulls in any case.
func (r reader) adapt(out *output) error {
	format, err := out.format()
	if err != nil {
		return err
	}
	if takes := r.formats(); takes != nil && !slices.Contains(takes, format.Name) {
		return fmt.Errorf("--for %s: %s does not read %s from us: write %s", r, r, format.Name, strings.Join(takes, ", "))
	}
	out.write.Bare = out.write.Bare || r != ours
	out.write.IDsOnly = out.write.IDsOnly || r == butler
	return nil
}

// checkStrings refuses a CSV file of strings that astropy would read as
// something else: a column of numbers only, or a value with spaces around it.
func (r reader) checkStrings(l *dataidlist.List, out *output) error {
	format, err := out.format()
	if err != nil || format.Name != "csv" || (r != butler && r != astropy) {
		return err
	}
	names := l.Group().Strings()
	words := make([]bool, len(names)) // which have a value that is no number
	for run := range l.Runs() {
		for i, s := range run.Strings {
			if strings.TrimSpace(s) != s {
				return fmt.Errorf("--for %s: %s %s would lose its spaces in csv: write parquet", r, names[i], dataidlist.Quote(s))
			}
			words[i] = words[i] || !looksNumeric(s)
		}
	}
	if i := slices.Index(words, false); i >= 0 && l.Count() > 0 {
		return fmt.Errorf("--for %s: all values of %s look like numbers, and would be read from csv as such: write parquet or ecsv", r, names[i])
	}
	return nil
}

// looksNumeric tells whether astropy may take a text for a number.
func looksNumeric(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	if errors.Is(err, strconv.ErrSyntax) {
		_, err = strconv.ParseInt(s, 0, 64)
	}
	return !errors.Is(err, strconv.ErrSyntax)
}

// exclude tells whether there is something for the reader that excludes a list.
func (r reader) exclude(out *output) error {
	format, err := out.format()
	switch {
	case err != nil:
		return err
	case r != butler:
		return errors.New("--not is for --for butler: where --not writes the expression alone")
	case format.Name != "yaml":
		return fmt.Errorf("--for butler --not: no %s leaves DataIds out: write yaml, or apply --exclude and convert the result", format.Name)
	}
	return nil
}
