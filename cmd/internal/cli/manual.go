package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// newManual makes the verb man, which writes the manual pages from what help
// shows.
func newManual(name string) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages to a folder",
		Long:    `Write a manual page for each command to a folder, which is made if it is not there.`,
		Example: "  " + name + " man ~/.local/share/man/man1",
		Args:    Args(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			if err := atomicfile.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			pages := []*cobra.Command{root}
			for of := range below(root) {
				if !of.Hidden && of.Name() != "help" && of.Parent().Name() != "completion" {
					pages = append(pages, of)
				}
			}
			for _, of := range pages {
				page := pageName(of) + ".1"
				write := func(w io.Writer) error { return writePage(w, of) }
				if err := atomicfile.Write(c.Context(), filepath.Join(args[0], page), atomicfile.Options{}, write); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// writePage writes the manual page of a verb, or of the command, as roff.
func writePage(w io.Writer, c *cobra.Command) error {
	var b strings.Builder
	title := pageName(c)
	fmt.Fprintf(&b, ".TH %s 1\n", roff(strings.ToUpper(title)))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(title), roff(c.Short))
	if c.Runnable() {
		fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(c.UseLine()))
	}
	if c.Long != "" {
		fmt.Fprintf(&b, ".SH DESCRIPTION\n.nf\n%s\n.fi\n", roff(c.Long))
	}
	writeOptions(&b, "OPTIONS", c.NonInheritedFlags())
	writeOptions(&b, "COMMON OPTIONS", c.InheritedFlags())
	if c.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(c.Example))
	}
	if c.HasSubCommands() {
		b.WriteString(".SH COMMANDS\n")
		for _, verb := range c.Commands() {
			if !verb.Hidden {
				fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(verb.Name()), roff(verb.Short))
			}
		}
	}
	if c.HasParent() {
		fmt.Fprintf(&b, ".SH SEE ALSO\n.BR %s (1)\n", roff(pageName(c.Parent())))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// pageName is the name of the manual page of a command.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

func writeOptions(b *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		value, usage := pflag.UnquoteUsage(f)
		if value != "" {
			name += " " + value
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(usage))
	})
}

// roff escapes what roff would take for itself.
func roff(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
