package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
)

func (c *command) newApply() *cobra.Command {
	verb := &cobra.Command{
		Use:   "apply --to BASE [--include L]... [--exclude L]...",
		Short: "Cut a list by inclusion and exclusion lists",
		Long: `Write the DataIds of BASE that match every list to include and none to exclude, with the
reasons that they have in BASE. A list with fewer dimensions than BASE acts on all
DataIds that agree with it: excluding a visit removes its detectors.

A report on stderr says for each list, in the order of the command line, how many
DataIds it removed, by reason, how many were already gone, and how many of its own
matched nothing. --report writes it as JSON; so does --json, to stdout.`,
		Example: `  dataidlist apply --to raw.parquet --include wide.parquet \
      --set instrument=LSSTCam --reason-column comment --exclude bad.ecsv \
      -o step1.parquet --report step1.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("%s: lists are given with --include and --exclude", dataidlist.Quote(args[0]))
			}
			return nil
		},
	}
	out, in := addOutputAs(verb, "format"), addInputs(verb)
	in.addFile("to", "the list that is cut")
	in.addFile("include", "a list that DataIds must match; may come several times")
	in.addFile("exclude", "a list that DataIds must not match; may come several times")
	report := &output{}
	verb.Flags().StringVar(&report.path, "report", "", "`FILE` to write the report to as JSON; - is stdout")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if err := c.checkApply(out, report); err != nil {
			return err
		}
		all, err := c.readForApply(in, args)
		if err != nil {
			return err
		}
		base, rules, err := rulesOf(all)
		if err != nil {
			return usage(verb, err.Error())
		}
		var done *dataidlist.Report
		l, err := c.compute(verb.Name(), func() (l *dataidlist.List, err error) {
			l, done, err = dataidlist.Apply(base.List, rules)
			return l, err
		})
		if err == nil {
			err = checkAll(all)
		}
		if err != nil {
			return err
		}
		c.noteLoss(l, out)
		done.Base.Name, done.Result.Name = base.path, out.path
		if _, err := c.saveAs(derived(l, verb.Name(), nil, operandsOfApply(base, all)...), out, out.path); err != nil {
			return err
		}
		return c.sayApplied(done, report)
	}
	return verb
}

func (c *command) checkApply(out, report *output) error {
	if err := c.check(out); err != nil {
		return err
	}
	report.file = out.file
	switch {
	case report.path == "":
		return nil
	case !report.isStdout():
		if err := report.checkFile(report.path); err != nil {
			return err
		}
		return checkDistinct("-o and --report", out.path, report.path)
	case out.isStdout() || c.JSON:
		return errors.New("--report -: stdout is taken already")
	}
	return nil
}

// readForApply reads the inputs. Those that have an index are hashed beside the
// cut, and checked after it.
func (c *command) readForApply(in *inputs, args []string) ([]*input, error) {
	operands, err := in.operands(args, 0, 0)
	if err != nil {
		return nil, err
	}
	for _, o := range operands {
		o.all.Later = true
	}
	return c.readOperands(operands)
}

func checkAll(all []*input) error {
	for _, i := range all {
		if err := i.Check(); err != nil {
			return cli.Advise(err)
		}
	}
	return nil
}

// rulesOf sorts the inputs by their use: exactly one is the base.
func rulesOf(all []*input) (base *input, rules []dataidlist.Rule, err error) {
	for _, i := range all {
		if i.flag != "to" {
			rules = append(rules, dataidlist.Rule{Role: dataidlist.Role(i.flag), Name: i.path, List: i.List})
			continue
		}
		if base != nil {
			return nil, nil, errors.New("--to can be given once only")
		}
		base = i
	}
	if base == nil {
		return nil, nil, errors.New("--to BASE is missing")
	}
	return base, rules, nil
}

// operandsOfApply describes the inputs, the base first.
func operandsOfApply(base *input, all []*input) []dataidlist.Input {
	operands := []dataidlist.Input{base.operand("base")}
	for _, i := range all {
		if i != base {
			operands = append(operands, i.operand(i.flag))
		}
	}
	return operands
}

// sayApplied tells what the rules did.
func (c *command) sayApplied(r *dataidlist.Report, report *output) error {
	for _, rule := range r.Rules {
		if rule.MatchedNothing == rule.Count {
			c.Notef("warning: %s matches nothing in %s", rule.File, r.Base.Name)
		}
	}
	if !c.Quiet {
		if err := writeReport(c.Stderr, r); err != nil {
			return err
		}
	}
	switch {
	case c.JSON || report.isStdout():
		if err := c.WriteJSON(r); err != nil || report.path == "" {
			return err
		}
	case report.path == "":
		return nil
	}
	if report.isStdout() {
		return nil
	}
	return c.writeFile(report.path, report.file, func(w io.Writer) error { return cli.EncodeJSON(w, r) })
}

// writeReport writes the report for people.
func writeReport(w io.Writer, r *dataidlist.Report) error {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	row := func(role, file, count, what string) {
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", role, cli.OneLine(file), count, what)
	}
	row("base", r.Base.Name, fmt.Sprint(r.Base.Count), r.Base.Digest.Short())
	for _, rule := range r.Rules {
		what := fmt.Sprintf("already gone %d", rule.AlreadyGone)
		if rule.MatchedNothing > 0 {
			what += fmt.Sprintf(", %d of %d matched nothing", rule.MatchedNothing, rule.Count)
		}
		row(string(rule.Role), rule.File, fmt.Sprintf("-%d", rule.Removed), what)
		for _, reason := range rule.ByReason {
			text := reason.Reason.Text
			if text == "" {
				text = "(no reason given)"
			}
			row("", "  "+text, fmt.Sprintf("-%d", reason.Count), "")
		}
	}
	row("result", r.Result.Name, fmt.Sprint(r.Result.Count), r.Result.Digest.Short())
	if err := t.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}
