package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func (c *command) newLog() *cobra.Command {
	verb := &cobra.Command{
		Use:   "log FILE",
		Short: "How a list was made",
		Long: `Write the tree of operations that made a list, each with its inputs and their digests,
and the reasons that the list has.`,
		Example: `  dataidlist log out.parquet`,
		Args:    cli.Args(1, 1),
	}
	in := addInputs(verb)
	verb.RunE = func(_ *cobra.Command, args []string) error {
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		d := about(all[0])
		if c.JSON {
			return c.WriteJSON(map[string]any{"file": d.File, "digest": d.Digest, "full_digest": d.FullDigest,
				"count": d.Count, "derivation": d.Derivation, "reasons": d.Reasons})
		}
		c.Printf("%s  %s  %s\n", all[0].List.Digest().Short(), plural(d.Count, "DataId", "DataIds"), cli.OneLine(d.File))
		if d.Derivation == nil {
			c.Notef("%s: how it was made is not recorded", d.File)
		} else if err := newTree(c.Stdout, d.Derivation).write(d.Derivation, ""); err != nil {
			return err
		}
		return writeReasonTable(c.Stdout, d.Reasons)
	}
	return verb
}

// A tree is a derivation that is being written.
type tree struct {
	w       io.Writer
	origins *origins
	written map[*dataidlist.Derivation]bool
}

func newTree(w io.Writer, d *dataidlist.Derivation) *tree {
	return &tree{w, originsIn(d), map[*dataidlist.Derivation]bool{}}
}

// write writes an operation and, below it, its inputs.
func (t *tree) write(d *dataidlist.Derivation, indent string) error {
	if _, err := fmt.Fprintf(t.w, "%s└ %s\n", indent, step(d)); err != nil {
		return err
	}
	t.written[d] = true
	indent += "    "
	for _, i := range d.Inputs {
		words := []string{cli.OneLine(i.Name)}
		if i.Digest != (dataidlist.Digest{}) {
			words = []string{i.Digest.Short(), plural(i.Count, "DataId", "DataIds"), cli.OneLine(i.Name)}
		}
		if i.Role != "" {
			words = append(words, "("+cli.OneLine(i.Role)+")")
		}
		if other := t.origins.elsewhere(i); t.written[other] {
			words = append(words, "(as above)")
		} else if other != nil {
			words = append(words, "(as below)")
		}
		if _, err := fmt.Fprintf(t.w, "%s%s\n", indent, strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), "  ")); err != nil {
			return err
		}
		if err := t.writeOrigin(i, indent); err != nil {
			return err
		}
	}
	return nil
}

// writeOrigin writes how an input was made, if that is on record here.
func (t *tree) writeOrigin(i dataidlist.Input, indent string) error {
	if i.Derivation == nil {
		return nil
	}
	defer t.origins.enter(i)()
	return t.write(i.Derivation, indent)
}

// step words one operation with its parameters.
func step(d *dataidlist.Derivation) string {
	if d.Operation == table.CopyOperation && len(d.Inputs) == 1 {
		return copyStep(d)
	}
	words := []string{d.Operation}
	for _, name := range slices.Sorted(maps.Keys(d.Parameters)) {
		words = append(words, name+"="+plain(d.Parameters[name]))
	}
	return cli.OneLine(strings.Join(words, " "))
}

// copyStep words what became of a list that other software, or a person, copied.
func copyStep(d *dataidlist.Derivation) string {
	of := d.Inputs[0].Digest.Short()
	text := "a copy of " + of + " with changes"
	switch {
	case d.Parameters[table.CopySet] == table.CopyChanged:
	case d.Parameters[table.CopyReasons] == table.CopyChanged:
		text = "the same set as " + of + ", with other reasons"
	default:
		text = "the same set as " + of
	}
	if by := d.Parameters[table.CopyBy]; by != "" {
		text += ", written by " + by
	}
	return cli.OneLine(text)
}
