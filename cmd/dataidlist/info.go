package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newInfo() *cobra.Command {
	verb := &cobra.Command{
		Use:   "info FILE...",
		Short: "What is in a list",
		Long: `Write what is in each list: dimensions with the number of values and the range of them,
count, runs, digests, reasons with the number of DataIds that have them, and how the
list was made. --json gives an object, or an array of them for several files.`,
		Example: `  dataidlist info --set instrument=LSSTCam --reason-column comment bad.ecsv
  dataidlist info out.parquet --json | jq .count`,
		Args: cli.Args(1, -1),
	}
	in := addInputs(verb)
	verb.RunE = func(_ *cobra.Command, args []string) error {
		operands, err := in.operands(args, 0, len(args))
		if err != nil {
			return err
		}
		documents := []infoJSON{}
		err = c.each(operands, func(i *input) error {
			d := about(i)
			documents = append(documents, d)
			if c.JSON {
				return nil
			}
			if len(documents) > 1 {
				c.Printf("\n")
			}
			return d.write(c.Stdout)
		})
		switch {
		case err != nil || !c.JSON:
			return err
		case len(args) > 1:
			return c.WriteJSON(documents)
		case len(documents) == 1:
			return c.WriteJSON(documents[0])
		}
		return nil
	}
	return verb
}

// infoJSON is the document of info --json.
type infoJSON struct {
	File        string                   `json:"file"`
	Format      string                   `json:"format"`
	Size        *int64                   `json:"size,omitempty"` // of the file in bytes
	Rows        uint64                   `json:"rows"`           // DataIds in the file, counting repetitions
	Title       string                   `json:"title,omitempty"`
	Description string                   `json:"description,omitempty"`
	Universe    string                   `json:"universe"`
	Dimensions  []string                 `json:"dimensions"`
	Count       uint64                   `json:"count"`
	Runs        uint64                   `json:"runs"`
	Chunks      int                      `json:"chunks"`
	Digest      dataidlist.Digest        `json:"digest"`
	FullDigest  dataidlist.FullDigest    `json:"full_digest"`
	Values      []valuesJSON             `json:"values"`
	Reasons     []dataidlist.ReasonCount `json:"reasons"`
	Derivation  *dataidlist.Derivation   `json:"derivation"`
	Indexed     bool                     `json:"indexed"` // the file was opened by its index, and no row was read
}

// valuesJSON says what values a dimension has.
type valuesJSON struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Distinct uint64 `json:"distinct"`
	First    any    `json:"first,omitempty"` // a number for an int dimension; absent if there is no value
	Last     any    `json:"last,omitempty"`
}

// valuesOf describes the values of a dimension.
func valuesOf(s dataidlist.Summary) valuesJSON {
	v := valuesJSON{Name: s.Name, Type: s.Type.String(), Distinct: s.Distinct}
	switch {
	case s.Distinct == 0:
	case s.Type == dataidlist.Int64:
		v.First, v.Last = json.Number(s.First), json.Number(s.Last)
	default:
		v.First, v.Last = s.First, s.Last
	}
	return v
}

func about(i *input) infoJSON {
	l, info := i.List, i.List.Info()
	d := infoJSON{
		File:        i.path,
		Format:      i.Format,
		Rows:        i.Rows,
		Title:       info.Title,
		Description: info.Description,
		Universe:    l.Group().Universe().String(),
		Dimensions:  l.Group().Dimensions(),
		Count:       l.Count(),
		Chunks:      len(l.Chunks()),
		Digest:      l.Digest(),
		FullDigest:  l.FullDigest(),
		Reasons:     []dataidlist.ReasonCount{},
		Derivation:  info.Derivation,
		Indexed:     i.Indexed,
	}
	if i.size >= 0 {
		d.Size = &i.size
	}
	for _, c := range l.Chunks() {
		d.Runs += c.Runs
	}
	for _, s := range l.Summary() {
		d.Values = append(d.Values, valuesOf(s))
	}
	for reason, who := range l.Reasons() {
		d.Reasons = append(d.Reasons, dataidlist.ReasonCount{Reason: reason, Count: who.Count()})
	}
	return d
}

// write writes the document for people.
func (d infoJSON) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, text string) {
		if text != "" {
			_, _ = fmt.Fprintf(t, "%s\t%s\n", name, text)
		}
	}
	file := d.Format
	if d.Size != nil {
		file += fmt.Sprintf(", %d bytes", *d.Size)
	}
	line("file", fmt.Sprintf("%s (%s)", d.File, file))
	if d.Indexed {
		line("", "opened by its index; verify reads the rows")
	}
	line("title", d.Title)
	line("description", d.Description)
	line("dimensions", fmt.Sprintf("%s of %s", strings.Join(d.Dimensions, ", "), d.Universe))
	count := fmt.Sprint(d.Count)
	if more := d.Rows - d.Count; more > 0 {
		count += fmt.Sprintf(" (and %s)", plural(more, "duplicate", "duplicates"))
	}
	line("DataIds", count)
	line("runs", fmt.Sprintf("%d in %s", d.Runs, plural(uint64(d.Chunks), "chunk", "chunks")))
	line("digest", d.Digest.String())
	line("with reasons", d.FullDigest.String())
	for _, v := range d.Values {
		text := plural(v.Distinct, "value", "values")
		switch {
		case v.Distinct == 1:
			text += ": " + plain(fmt.Sprint(v.First))
		case v.Distinct > 1:
			text += ": " + plain(fmt.Sprint(v.First)) + " to " + plain(fmt.Sprint(v.Last))
		}
		line(v.Name, text)
	}
	if d.Derivation != nil {
		line("made by", step(d.Derivation))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return writeReasonTable(w, d.Reasons)
}

// writeReasonTable writes reasons below a title, or nothing if there are none.
func writeReasonTable(w io.Writer, reasons []dataidlist.ReasonCount) error {
	if len(reasons) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w, "reasons"); err != nil {
		return err
	}
	return writeReasons(w, reasons)
}

// writeReasons writes a line for each reason, behind its count.
func writeReasons(w io.Writer, reasons []dataidlist.ReasonCount) error {
	for _, r := range reasons {
		text := r.Reason.Text
		if text == "" {
			text = "(no reason given)"
		}
		if _, err := fmt.Fprintf(w, "  %7d  %s\n", r.Count, cli.OneLine(text)); err != nil {
			return err
		}
	}
	return nil
}
