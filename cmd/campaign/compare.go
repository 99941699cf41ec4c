package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

func (c *command) newCompare() *cobra.Command {
	verb := &cobra.Command{
		Use:   "compare CMP-N CMP-M",
		Short: "How two campaigns differ",
		Long: `Compare the definitions of two campaigns field by field, and their lists as sets:
which DataIds only one of them has, by night and by reason. What is selected is what
is processed, workflow by workflow. A list that both use, but for other workflows, for
another reason or from another source, shows among the fields; what its file is called
does not matter. The exit code is 1 if they differ.

--with NOTEBOOK takes the second campaign from another SQLite notebook, or from a bundle
that somebody exported: do two sites process the same?`,
		Example: `  campaign compare CMP-1 CMP-2
  campaign compare CMP-7 CMP-1 --with theirs.tar`,
		Args: cli.Args(2, 2),
	}
	with := verb.Flags().String("with", "", "`NOTEBOOK` or bundle that has the second campaign (this one)")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			var d *campaign.Comparison
			err := c.withOther(ctx, n, *with, func(other *campaign.Notebook) (err error) {
				d, err = n.CompareWith(ctx, args[0], other, args[1])
				return err
			})
			if err != nil {
				return err
			}
			if c.JSON {
				err = c.WriteJSON(d)
			} else {
				if *with != "" {
					d.Left, d.Right = d.Left+" here", d.Right+" there"
				}
				c.printComparison(d)
			}
			if err == nil && !d.Equal {
				err = cli.ErrNo
			}
			return err
		})
	}
	return verb
}

// withOther calls do with the notebook in a file or bundle, or with n if the name is empty.
func (c *command) withOther(ctx context.Context, n *notebook, name string, do func(*campaign.Notebook) error) (err error) {
	if name == "" {
		return do(n.Notebook)
	}
	store, err := sqlite.Open(ctx, name, &sqlite.Options{MustExist: true})
	if err == nil {
		defer func() { err = errors.Join(err, store.Close()) }()
		kept, err := objects.Open(name + ".objects")
		if err != nil {
			return err
		}
		return do(campaign.New(store, kept, nil))
	}
	b, notBundle := bundle.Open(name)
	switch {
	case errors.Is(notBundle, fs.ErrNotExist):
		return fmt.Errorf("--with: %w", notBundle)
	case notBundle != nil:
		return fmt.Errorf("--with: it opens neither as a notebook nor as a bundle: %w; %w", err, notBundle)
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	// A bundle is read by importing it into a notebook that lasts as long.
	dir, err := os.MkdirTemp("", "campaign-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if store, err = sqlite.Open(ctx, filepath.Join(dir, "campaign.db"), nil); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	kept, err := objects.Open(filepath.Join(dir, "objects"))
	if err != nil {
		return err
	}
	other := campaign.New(store, kept, nil)
	if _, _, err := other.As(campaign.Actor{Name: n.Actor().Name, Role: campaign.Admin}).Import(ctx, b, nil); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return do(other)
}

func (c *command) printComparison(d *campaign.Comparison) {
	for _, f := range d.Fields {
		c.Printf("%s\n", f.Field)
		for _, side := range []struct{ sign, text string }{{"-", f.Left}, {"+", f.Right}} {
			if side.text != "" {
				c.Printf("  %s %s\n", side.sign, cli.OneLine(side.text))
			}
		}
	}
	for _, l := range d.Lists {
		of := ""
		if len(l.Workflows) > 0 {
			of = " for " + strings.Join(l.Workflows, ", ")
		}
		c.Printf("%s lists over %s%s: %d in both\n", l.Role, strings.Join(l.Group, ", "), of, l.Common)
		c.printTally("  ", "only in "+d.Left, l.OnlyLeft)
		c.printTally("  ", "only in "+d.Right, l.OnlyRight)
	}
}

// printTally shows what a list has, if it has anything: how many DataIds, for which reasons, of which nights, and which.
func (c *command) printTally(indent, what string, t campaign.Tally) {
	if t.Count == 0 {
		return
	}
	c.Printf("%s%s: %s, %s\n", indent, what, dataIDs(t.Count, t.Visits), t.Digest.Short())
	var lines []tallyLine
	for _, r := range t.Reasons {
		lines = append(lines, tallyLine{cli.OneLine(r.Reason.Text), r.Count})
	}
	pad := strings.Repeat(" ", len(indent)+2)
	c.printCounts(pad, "reasons", lines)
	lines = nil
	for _, n := range t.Nights {
		lines = append(lines, tallyLine{"night " + n.DayObs, n.Count})
	}
	c.printCounts(pad, "nights", lines)
	if t.Where != "" && len(t.Where) <= maxShown {
		c.Printf("%swhere %s\n", pad, t.Where)
	}
}

// dataIDs says how many DataIds there are, and of how many visits.
func dataIDs(count, visits uint64) string {
	if visits == 0 || visits == count {
		return fmt.Sprintf("%d DataIds", count)
	}
	if visits == 1 {
		return fmt.Sprintf("%d DataIds of one visit", count)
	}
	return fmt.Sprintf("%d DataIds of %d visits", count, visits)
}

// maxShown is how long an expression may be to be shown, in bytes.
const maxShown = 1500

type tallyLine struct {
	name  string
	count uint64
}

// printCounts shows the first counts of many.
func (c *command) printCounts(pad, what string, lines []tallyLine) {
	const most = 12
	width := 0
	shown := lines[:min(len(lines), most)]
	for _, l := range shown {
		width = max(width, min(columns(l.name), 56))
	}
	for _, l := range shown {
		name := cut(l.name, 56)
		c.Printf("%s%s%s  %d\n", pad, name, strings.Repeat(" ", width-columns(name)), l.count)
	}
	if more := len(lines) - len(shown); more > 0 {
		c.Printf("%s… and %d more %s\n", pad, more, what)
	}
}

func (c *command) newReconcile() *cobra.Command {
	verb := &cobra.Command{
		Use:   "reconcile --exclude FILE | --input FILE",
		Short: "What a newer list means for what was processed",
		Long: `Find the campaigns that processed what a newer exclude list rejects: how many DataIds,
which visits, for which reasons, by which workflows, and since when a list in the
notebook rejected the same. With --input, find those that lack what should have been
in.

Workflows may select over different dimensions: single frames detectors of visits, and
coadds visits. Then it is the DataIds of the list itself that are counted for the
campaign, those that touch any workflow; for each workflow it is those of its selection.

--output writes a list for each campaign, of the DataIds that are affected. The exit
code is 1 if a campaign is touched.`,
		Example: `  campaign reconcile --exclude newer.ecsv --set instrument=LSSTCam --rename exposure=visit --reason-column comment
  campaign reconcile --exclude newer.parquet --where 'status = completed' -o affected/`,
		Args: cli.Args(0, 0),
	}
	f := verb.Flags()
	exclude := f.String("exclude", "", "`FILE` of what should not have been in")
	input := f.String("input", "", "`FILE` of what should have been in")
	where := f.String("where", "", "`FILTER` of campaigns, as of list")
	out := f.StringP("output", "o", "", "`DIR` for a list a campaign, CMP-N.parquet")
	var in listFile
	in.addFlags(f)
	verb.RunE = func(*cobra.Command, []string) error {
		if *out == "-" {
			return errors.New("reconcile: -o DIR: it writes several files, which standard output cannot take")
		}
		role, path := campaign.ExcludeList, *exclude
		if *input != "" {
			role, path = campaign.InputList, *input
		}
		if (*exclude == "") == (*input == "") {
			return errors.New("reconcile: --exclude or --input is expected")
		}
		of, err := filter.Parse(*where, campaign.Fields("campaigns"))
		if err != nil {
			return fmt.Errorf("--where: %w", err)
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			list, err := in.read(ctx, c, path)
			if err != nil {
				return err
			}
			var found *campaign.Reconciliation
			err = c.long(ctx, "reconciling", func(ctx context.Context) (err error) {
				found, err = n.Reconcile(ctx, role, list, of)
				return err
			})
			if err != nil {
				return err
			}
			if none := len(found.NotComparable); none > 0 && none == found.Examined {
				return fmt.Errorf("reconcile: no campaign can be compared with a list over %s: its dimensions are to be among those of what was selected, or the other way round",
					strings.Join(list.Group().Dimensions(), ", "))
			}
			return c.saidReconciled(ctx, found, *out)
		})
	}
	return verb
}

func (c *command) saidReconciled(ctx context.Context, r *campaign.Reconciliation, dir string) error {
	if dir != "" && len(r.Campaigns) > 0 {
		if err := atomicfile.MkdirAll(dir, 0o777); err != nil { // for all to read, as the umask allows
			return err
		}
		for _, t := range r.Campaigns {
			path := filepath.Join(dir, t.ID+".parquet")
			if err := codec.WriteFile(ctx, path, t.List, "parquet", nil, atomicfile.Options{}); err != nil {
				return err
			}
		}
	}
	if c.JSON {
		if err := c.WriteJSON(r); err != nil {
			return err
		}
	} else {
		c.printReconciled(r)
	}
	if len(r.Campaigns) > 0 {
		return cli.ErrNo
	}
	return nil
}

func (c *command) printReconciled(r *campaign.Reconciliation) {
	what := "processed and now rejected"
	if r.Role == campaign.InputList {
		what = "not processed"
	}
	for _, t := range r.Campaigns {
		c.Printf("%s  %s  %s\n", t.ID, t.Status, cli.OneLine(t.Name))
		c.printTally("  ", what, t.Tally)
		for _, p := range t.Parts {
			if len(p.Workflows) > 0 && !p.Planned {
				c.Printf("    in %s: %s\n", strings.Join(p.Workflows, ", "), dataIDs(p.Count, p.Visits))
			}
		}
		if t.Excluded > 0 {
			c.Printf("  left out on purpose: %d more\n", t.Excluded)
		}
		for _, p := range t.Parts {
			if p.Planned {
				c.Printf("  planned in %s: %s: revise before it is submitted\n", orAll(p.Workflows), dataIDs(p.Count, p.Visits))
			}
		}
		for _, k := range t.Known {
			when := "known too late"
			if k.InTime {
				when = "could have been known"
			}
			c.Printf("  %s: %d by %s of %s, since %s\n", when, k.Count, cli.OneLine(k.Name), k.Campaign, timeText(k.Since))
		}
	}
	c.Notef("%d of %d campaigns are touched", len(r.Campaigns), r.Examined)
	for _, id := range r.NotComparable {
		c.Notef("%s: its selections share too few dimensions with the list", id)
	}
	for _, id := range r.Unlisted {
		c.Notef("%s: it ran without an input list, so which DataIds it processed is known to the Butler alone", id)
	}
}
