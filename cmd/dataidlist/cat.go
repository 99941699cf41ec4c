package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func (c *command) newCat() *cobra.Command {
	verb := &cobra.Command{
		Use:   "cat FILE",
		Short: "DataIds as rows",
		Long: `Write the DataIds of a list in canonical order, with their reasons, as CSV, JSON Lines
or an aligned table. --json writes the JSON envelope.`,
		Example: `  dataidlist cat out.parquet --to table | less`,
		Args:    cli.Args(1, 1),
	}
	in := addInputs(verb)
	show := addRows(verb)
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if err := show.check(); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		return c.writeRows(all[0].List, show)
	}
	return verb
}

// rows says how DataIds are shown.
type rows struct {
	to    string
	write table.WriteOptions
}

func addRows(verb *cobra.Command) *rows {
	r := &rows{}
	verb.Flags().StringVar(&r.to, "to", "csv", "`FORMAT`: csv, tsv, jsonl or table")
	verb.Flags().BoolVar(&r.write.IDsOnly, "ids-only", false, "leave the reasons out")
	return r
}

func (r *rows) check() error {
	switch r.to {
	case "csv", "tsv", "jsonl", "table":
		return nil
	}
	return fmt.Errorf("--to %s: csv, tsv, jsonl or table is expected; convert writes other formats", dataidlist.Quote(r.to))
}

func (c *command) writeRows(l *dataidlist.List, r *rows) error {
	switch {
	case c.JSON:
		return codec.Write(c.Stdout, l, "json", &r.write)
	case r.to == "table":
		if r.write.IDsOnly {
			l = l.WithoutReasons()
		}
		return writeTable(c.Stdout, l)
	}
	return codec.Write(c.Stdout, l, r.to, &r.write)
}

// writeTable writes the DataIds in columns as wide as their values, strings to
// the left and numbers to the right. It looks at the list twice and holds no
// row.
func writeTable(w io.Writer, l *dataidlist.List) error {
	names, ns := l.Group().Dimensions(), len(l.Group().Strings())
	widths := columnWidths(l)
	cells := make([]string, len(names))
	line := func(last string) error {
		var b strings.Builder
		for i, cell := range cells {
			if i > 0 {
				b.WriteString("  ")
			}
			pad := strings.Repeat(" ", max(widths[i]-len(cell), 0))
			if i < ns {
				b.WriteString(cell + pad)
			} else {
				b.WriteString(pad + cell)
			}
		}
		if last != "" {
			b.WriteString("  " + last)
		}
		_, err := io.WriteString(w, strings.TrimRight(b.String(), " ")+"\n")
		return err
	}
	copy(cells, names)
	title := ""
	if l.NumReasons() > 0 {
		title = table.DefaultReasonColumn
	}
	if err := line(title); err != nil {
		return err
	}
	for run, reasons := range table.WithReasons(l) {
		for i, s := range run.Strings {
			cells[i] = cli.OneLine(s)
		}
		for i, v := range run.Ints {
			cells[ns+i] = strconv.FormatInt(v, 10)
		}
		reason := cli.OneLine(table.JoinTexts(reasons))
		for n := range run.Len {
			if k := len(run.Ints); k > 0 {
				cells[ns+k-1] = strconv.FormatInt(run.Ints[k-1]+n, 10)
			}
			if err := line(reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// columnWidths gives the length of the longest value or name of each dimension.
func columnWidths(l *dataidlist.List) []int {
	var widths []int
	for _, s := range l.Summary() {
		widths = append(widths, max(len(s.Name), len(s.Last))) // of an int, the largest value is the longest
	}
	for run := range l.Runs() {
		for i, s := range run.Strings {
			widths[i] = max(widths[i], len(cli.OneLine(s)))
		}
	}
	return widths
}
