package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/cmd/internal/told"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newHash() *cobra.Command {
	verb := &cobra.Command{
		Use:   "hash FILE... | hash --check SUMS",
		Short: "Digests of lists, and whether they are still those",
		Long: `Write a line "DIGEST  FILE" for each list. The digest is that of the DataIds, the same
in every format; with --full that of DataIds and reasons. It is computed from the rows,
whatever the file says of itself. --check reads such lines back, of either kind, and
tells which files have another digest now.`,
		Example: `  dataidlist hash *.parquet > SUMS
  dataidlist hash --check SUMS`,
	}
	in := addInputs(verb)
	flags := verb.Flags()
	full := flags.Bool("full", false, "digest of DataIds and reasons, dilr1:…")
	check := flags.String("check", "", "`SUMS` to compare with; - is standard input")
	verb.Args = func(_ *cobra.Command, args []string) error {
		if (*check == "") == (len(args) == 0) {
			return errors.New("either FILE... or --check SUMS is expected")
		}
		return nil
	}
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if *check != "" {
			return c.checkSums(in, *check)
		}
		operands, err := in.operands(args, 0, len(args))
		if err != nil {
			return err
		}
		return c.sums(operands, *full)
	}
	return verb
}

// sums writes the digests of the rows of lists.
func (c *command) sums(operands []*operand, full bool) error {
	for _, o := range operands {
		o.all.Prove = true
	}
	files := []saved{}
	err := c.each(operands, func(i *input) error {
		if c.JSON {
			files = append(files, saved{i.path, i.Format, i.List.Digest(), i.List.FullDigest(), i.List.Count()})
		} else {
			c.Printf("%s\n", sumLine(digestOf(i.List, full), i.path))
		}
		return nil
	})
	if err == nil && c.JSON {
		err = c.WriteJSON(map[string]any{"files": files})
	}
	return err
}

func digestOf(l *dataidlist.List, full bool) string {
	if full {
		return l.FullDigest().String()
	}
	return l.Digest().String()
}

// sumLine writes a line as sha256sum does: where the name has a line end or a
// backslash these are escaped, and the line begins with a backslash.
func sumLine(digest, path string) string {
	escaped := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(path)
	if escaped != path {
		digest = `\` + digest
	}
	return digest + "  " + escaped
}

// parseSum reads a line of sumLine.
func parseSum(line string) (digest, path string, ok bool) {
	line, escaped := strings.CutPrefix(line, `\`)
	digest, path, ok = strings.Cut(line, "  ")
	if escaped {
		path = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(path)
	}
	return digest, path, ok && path != ""
}

// checked is the answer for one line of SUMS.
type checked struct {
	File     string `json:"file"`
	Expected string `json:"expected"`
	Found    string `json:"found,omitempty"`
	OK       bool   `json:"ok"`
	Error    string `json:"error,omitempty"`
}

// checkSums compares lists with the lines of a file of sums. It goes on after
// a file that cannot be read, which is an error in the end.
func (c *command) checkSums(in *inputs, sums string) error {
	src, file, err := c.openFile(sums)
	if err != nil {
		return err
	}
	defer file.Close()
	c.stdinTaken = c.stdinTaken || sums == "-"
	general, err := in.general()
	if err != nil {
		return err
	}
	general.Prove = true
	answers, err := c.checkLines(general, sums, src.R)
	if err != nil {
		return err
	}
	failed, unread := 0, 0
	for _, a := range answers {
		switch {
		case a.Error != "":
			unread++
		case !a.OK:
			failed++
		}
	}
	if c.JSON {
		err = c.WriteJSON(map[string]any{"ok": failed+unread == 0, "files": answers})
	}
	switch {
	case err != nil:
		return err
	case unread > 0:
		return fmt.Errorf("%s: %s could not be read", sums, plural(uint64(unread), "list", "lists"))
	case failed > 0:
		c.Notef("%s: %s another digest", sums, plural(uint64(failed), "list has", "lists have"))
		return cli.ErrNo
	}
	return nil
}

func (c *command) checkLines(general told.Options, sums string, r io.Reader) ([]checked, error) {
	answers := []checked{}
	var operands []*operand
	lines := bufio.NewScanner(r)
	for row := int64(1); lines.Scan(); row++ {
		digest, path, ok := parseSum(lines.Text())
		_, errIDs := dataidlist.ParseDigest(digest)
		_, errFull := dataidlist.ParseFullDigest(digest)
		if !ok || errIDs != nil && errFull != nil {
			return nil, &dataidlist.InputError{File: sums, Row: row, Err: errors.New("a line DIGEST  FILE is expected, as hash writes it")}
		}
		a := checked{File: path, Expected: digest}
		o := shareAll(path, general)
		operands = append(operands, o)
		i, err := c.read(o)
		if err != nil {
			a.Error = cli.OneLine(cli.Describe(err))
			c.Notef("%s", a.Error)
		} else {
			a.Found = digestOf(i.List, errFull == nil)
			a.OK = a.Found == digest
		}
		answers = append(answers, a)
		c.sayChecked(a)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", sums, err)
	}
	if len(answers) == 0 {
		return nil, fmt.Errorf("%s: no line DIGEST  FILE in it", sums)
	}
	return answers, checkShared(operands)
}

// sayChecked writes the answer for one line, of good ones only where the user
// does not want it quiet.
func (c *command) sayChecked(a checked) {
	switch {
	case c.JSON || a.OK && c.Quiet:
	case a.OK:
		c.Printf("%s: OK\n", a.File)
	case a.Error != "":
		c.Printf("%s: FAILED to read\n", a.File)
	default:
		c.Printf("%s: FAILED, it is %s now\n", a.File, a.Found)
	}
}
