package main

import (
	"math"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

func (c *command) newDiff() *cobra.Command {
	verb := &cobra.Command{
		Use:   "diff A B",
		Short: "What is only in one of two lists",
		Long: `Write what is only in A, as lines that begin with "-", and what is only in B, with "+",
as ranges of DataIds, and then the counts. Nothing is written if the lists have the same
DataIds. --quiet writes nothing in any case. Exit code 1 means that they differ.

A file of ours that has an index is opened by it, and what it states of the rows is
believed: lists are then "equal as stated". --prove reads the rows, and refuses a file
whose index is not true of them.`,
		Example: `  dataidlist diff --set instrument=LSSTCam --reason-column comment april.ecsv may.ecsv
  dataidlist diff planned.parquet done.parquet --only-left missing.parquet`,
		Args: cli.Args(2, 2),
	}
	in := addInputs(verb)
	flags := verb.Flags()
	prove := flags.Bool("prove", false, "read the rows of files that have an index, too")
	stat := flags.Bool("stat", false, "counts only")
	most := flags.Uint64("max", 0, "at most `N` lines of ranges for each list (no limit)")
	left, right := flags.String("only-left", "", "`FILE` to write what is only in A to"), flags.String("only-right", "", "`FILE` to write what is only in B to")
	to := flags.String("to", "", "`FORMAT` of these files, instead of that of their names: see help formats")
	noClobber := flags.Bool("no-clobber", false, "refuse to replace an existing file")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		var outs []*output
		for _, path := range []string{*left, *right} {
			out := &output{path: path, to: *to, flag: "to", file: atomicfile.Options{NoClobber: *noClobber}}
			switch {
			case out.isStdout():
				return usage(verb, "--only-left and --only-right need the name of a file")
			case path != "":
				if err := c.check(out); err != nil {
					return err
				}
			}
			outs = append(outs, out)
		}
		if *left != "" && *right != "" {
			if err := checkDistinct("--only-left and --only-right", *left, *right); err != nil {
				return err
			}
		}
		operands, err := in.operands(args, 0, 2)
		if err != nil {
			return err
		}
		for _, o := range operands {
			o.all.Prove = *prove
		}
		all, err := c.readOperands(operands)
		if err != nil {
			return err
		}
		if err := checkGroups(all...); err != nil {
			return err
		}
		d, err := dataidlist.Diff(all[0].List, all[1].List)
		if err != nil {
			return err
		}
		if err := c.saveDifference(d, all, outs); err != nil {
			return err
		}
		lines := *most
		if !flags.Changed("max") {
			lines = math.MaxUint64
		}
		if err := c.sayDifference(d, all, *stat, lines); err != nil {
			return err
		}
		if !d.Equal() {
			return cli.ErrNo
		}
		return nil
	}
	return verb
}

// saveDifference writes the files that the user wants of what is only in one
// list: that list without the other.
func (c *command) saveDifference(d *dataidlist.Difference, all []*input, outs []*output) error {
	only := []*dataidlist.List{d.OnlyLeft, d.OnlyRight}
	for i, out := range outs {
		if out.path == "" {
			continue
		}
		l := derived(only[i], "subtract", nil, all[i].operand(""), all[1-i].operand(""))
		c.noteLoss(l, out)
		if _, err := c.saveAs(l, out, out.path); err != nil {
			return err
		}
	}
	return nil
}

// What a comparison rests on: the rows of both files, or what an index states of
// the rows of one.
const (
	proofComputed = "computed"
	proofStated   = "stated"
)

func proofOf(all []*input) string {
	for _, i := range all {
		if i.Indexed {
			return proofStated
		}
	}
	return proofComputed
}

// differenceJSON is the document of diff --json.
type differenceJSON struct {
	Equal          bool              `json:"equal"`
	ReasonsEqual   bool              `json:"reasons_equal"`
	OnlyLeft       uint64            `json:"only_left"`
	OnlyRight      uint64            `json:"only_right"`
	Common         uint64            `json:"common"`
	ChunksCompared int               `json:"chunks_compared"`
	ChunksEqual    int               `json:"chunks_equal"`
	Proof          string            `json:"proof"`
	Left           dataidlist.Digest `json:"left"`
	Right          dataidlist.Digest `json:"right"`
}

func (c *command) sayDifference(d *dataidlist.Difference, all []*input, stat bool, most uint64) error {
	a, b := all[0].List, all[1].List
	onlyLeft, onlyRight := d.OnlyLeft.Count(), d.OnlyRight.Count()
	reasonsEqual := a.FullDigest() == b.FullDigest()
	switch {
	case c.JSON:
		return c.WriteJSON(differenceJSON{d.Equal(), reasonsEqual, onlyLeft, onlyRight, d.Common, d.ChunksCompared, d.ChunksEqual, proofOf(all), a.Digest(), b.Digest()})
	case c.Quiet:
		return nil
	case d.Equal() && !reasonsEqual:
		c.Notef("the DataIds are the same, the reasons are not")
	}
	if d.Equal() && proofOf(all) == proofStated {
		c.Notef("equal as stated by an index; --prove reads the rows")
	}
	if d.Equal() && !stat {
		return nil
	}
	if !stat {
		for _, side := range []struct {
			sign string
			list *dataidlist.List
		}{{"- ", d.OnlyLeft}, {"+ ", d.OnlyRight}} {
			if err := writeRanges(c.Stdout, side.sign, side.list, most); err != nil {
				return err
			}
		}
	}
	c.Printf("%d only in %s, %d only in %s, %d in both\n", onlyLeft, cli.OneLine(all[0].path), onlyRight, cli.OneLine(all[1].path), d.Common)
	return nil
}
