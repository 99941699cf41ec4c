package main

import (
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
		Args: cobra.MinimumNArgs(1),
	}
	in := addInputs(verb)
	verb.RunE = func(_ *cobra.Command, args []string) error {
		all, err := c.readAll(in, args, 0, len(args))
		if err != nil {
			return err
		}
		var documents []infoJSON
		for _, i := range all {
			documents = append(documents, about(i))
		}
		switch {
		case c.JSON && len(documents) == 1:
			return c.WriteJSON(documents[0])
		case c.JSON:
			return c.WriteJSON(documents)
		}
		for n, d := range documents {
			if n > 0 {
				c.Printf("\n")
			}
			if err := d.write(c.Stdout); err != nil {
				return err
			}
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
}

// valuesJSON says what values a dimension has.
type valuesJSON struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Distinct uint64 `json:"distinct"`
	First    string `json:"first"`
	Last     string `json:"last"`
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
	}
	if i.size >= 0 {
		d.Size = &i.size
	}
	for _, c := range l.Chunks() {
		d.Runs += c.Runs
	}
	for _, s := range l.Summary() {
		d.Values = append(d.Values, valuesJSON{s.Name, s.Type.String(), s.Distinct, s.First, s.Last})
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
			text += ": " + plain(v.First)
		case v.Distinct > 1:
			text += ": " + plain(v.First) + " to " + plain(v.Last)
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
