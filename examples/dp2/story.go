package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// A story is told by somebody who has a notebook and a survey.
type story struct {
	ctx    context.Context
	out    io.Writer
	survey *survey
	*campaign.Notebook
	*campaign.Session
}

func (t *story) say(format string, args ...any) { _, _ = fmt.Fprintf(t.out, format+"\n", args...) }

func (t *story) tell() error {
	for _, chapter := range []func() error{t.process, t.reconcile, t.repair} {
		if err := chapter(); err != nil {
			return err
		}
	}
	return nil
}

// process defines a campaign with the exclusion list of May, and takes it through its life.
func (t *story) process() error {
	t.say("May 2026. A campaign is defined, with all visits and with what is known to be bad.")
	c, err := t.Define(t.ctx, campaign.Definition{
		Name: "DP2", Definer: "ktl", Production: "Data Preview 2", Reason: "Data Preview 2", Collection: "LSSTCam/runs/DP2/{id}", Continue: true,
		Pins: []campaign.Pin{{Kind: "pipelines", Name: "lsst_distrib", Version: "v30_0_0"}},
		Workflows: []campaign.WorkflowDefinition{
			{Name: "step1", Command: "bps submit step1.yaml", Comment: "single frames"},
			{Name: "coadd", Command: "bps submit coadd.yaml", Comment: "deep coadds"},
		},
	})
	if err != nil {
		return err
	}
	for _, l := range []struct {
		use  campaign.ListUse
		list *dataidlist.List
	}{
		{campaign.ListUse{Role: campaign.InputList, Name: "all.parquet"}, t.survey.input},
		{campaign.ListUse{Role: campaign.ExcludeList, Name: "bad-may.parquet", Reason: "the exclusion list of May"}, t.survey.bad},
		{campaign.ListUse{Role: campaign.ExcludeList, Name: "veto.parquet", Reason: "not good enough for coadds", Workflows: []string{"coadd"}}, t.survey.veto},
	} {
		if c, err = t.AddList(t.ctx, c.ID, l.use, l.list); err != nil {
			return err
		}
		t.say("  %s  %-7s  %-15s  %9d DataIds  %s", c.ID, l.use.Role, l.use.Name, l.list.Count(), l.list.Digest().Short())
	}
	if c, err = t.Submit(t.ctx, c.ID, "board decision"); err != nil {
		return err
	}
	t.say("It is submitted, which seals it: %s. It selects", c.SpecDigest.Short())
	for _, s := range c.Selections {
		l, err := t.List(t.ctx, s.Object)
		if err != nil {
			return err
		}
		all, err := t.visitsOf(l)
		if err != nil {
			return err
		}
		t.say("  for %s %d visits with %d detectors", strings.Join(s.Workflows, ", "), all.Count(), s.Count)
	}
	for _, w := range c.Workflows {
		if _, err := t.SubmitWorkflow(t.ctx, c.ID, w.Name, "", ""); err != nil {
			return err
		}
		if _, err := t.FinishWorkflow(t.ctx, c.ID, w.Name, ""); err != nil {
			return err
		}
	}
	if c, err = t.Complete(t.ctx, c.ID, "all workflows done"); err != nil {
		return err
	}
	t.say("Both workflows run, and %s is %s.", c.ID, c.Status)
	return nil
}

// reconcile finds what a newer list means for what was processed, and which coadds it reached.
func (t *story) reconcile() error {
	t.say("\nJune. A newer exclusion list is published, of %d visits: %d more. Which campaigns does that touch?", t.survey.newer.Count(),
		t.survey.newer.Count()-t.survey.bad.Count())
	found, err := t.Reconcile(t.ctx, campaign.ExcludeList, t.survey.newer, nil)
	if err != nil {
		return err
	}
	for _, c := range found.Campaigns {
		t.say("  %s  %s  %s  processed %d detectors of %d visits that are now rejected, for these reasons:", c.ID, c.Name, c.Status, c.Affected, c.Visits)
		for _, r := range c.Reasons {
			t.say("    %-20s %5d", r.Reason.Text, r.Count)
		}
		for _, p := range c.Parts {
			t.say("    in %s: %d visits", strings.Join(p.Workflows, ", "), p.Visits)
		}
	}
	reached, err := t.reached(t.coadded(found))
	if err != nil {
		return err
	}
	t.say("What did the %d visits in the coadds reach? By the list of which visit overlaps which patch:", reached.visits.Count())
	t.say("  %d tracts, %d patches, %d coadds", reached.tracts.Count(), reached.patches.Count(), reached.coadds.Count())
	return nil
}

// coadded returns what a newer list touches of the coadds.
func (t *story) coadded(found *campaign.Reconciliation) *dataidlist.List {
	for _, c := range found.Campaigns {
		for _, p := range c.Parts {
			if slices.Contains(p.Workflows, "coadd") {
				return p.List
			}
		}
	}
	return dataidlist.Empty(t.survey.input.Group())
}

// A reach is what visits went into.
type reach struct{ visits, tracts, patches, coadds *dataidlist.List }

// reached returns what the visits of a list went into.
func (t *story) reached(l *dataidlist.List) (r reach, err error) {
	if r.visits, err = t.visitsOf(l); err != nil {
		return r, err
	}
	warps, err := t.survey.overlaps.Matching(r.visits)
	if err != nil {
		return r, err
	}
	for to, dimensions := range map[**dataidlist.List][]string{&r.tracts: {"skymap", "tract"}, &r.patches: {"skymap", "tract", "patch"}} {
		g, err := t.survey.universe.Group(dimensions...)
		if err != nil {
			return r, err
		}
		if *to, err = warps.Project(g); err != nil {
			return r, err
		}
	}
	r.coadds, err = t.coadds(warps)
	return r, err
}

// coadds returns the coadds that warps go into: patches by band.
func (t *story) coadds(warps *dataidlist.List) (*dataidlist.List, error) {
	patch, err := t.survey.universe.Group("skymap", "tract", "patch")
	if err != nil {
		return nil, err
	}
	coadd, err := t.survey.universe.Group("skymap", "tract", "patch", "band")
	if err != nil {
		return nil, err
	}
	all := dataidlist.NewBuilder(coadd)
	for _, band := range slices.Sorted(maps.Keys(t.survey.bands)) {
		of, err := warps.Matching(t.survey.bands[band])
		if err != nil {
			return nil, err
		}
		patches, err := of.Project(patch)
		if err != nil {
			return nil, err
		}
		for run := range patches.Runs() {
			if err := all.AddRun([]string{band, run.Strings[0]}, run.Ints, run.Len); err != nil {
				return nil, err
			}
		}
	}
	return all.List(), nil
}

func (t *story) visitsOf(l *dataidlist.List) (*dataidlist.List, error) {
	g, err := t.survey.universe.Group("instrument", "visit")
	if err != nil {
		return nil, err
	}
	return l.WithoutReasons().Project(g)
}

// repair clones the campaign: coadds alone, of the visits that overlap what was reached, with the newer list.
func (t *story) repair() error {
	found, err := t.Reconcile(t.ctx, campaign.ExcludeList, t.survey.newer, nil)
	if err != nil {
		return err
	}
	reached, err := t.reached(t.coadded(found))
	if err != nil {
		return err
	}
	warps, err := t.survey.overlaps.Matching(reached.patches)
	if err != nil {
		return err
	}
	again, err := t.visitsOf(warps)
	if err != nil {
		return err
	}
	t.say("\nThe repair is a clone: the coadds of those patches again, of the %d visits that overlap them, with the newer list.", again.Count())
	c, err := t.Clone(t.ctx, "CMP-1", func(d *campaign.Definition) error {
		d.Name, d.Reason = "DP2, coadds repaired", "visits that were found to be bad after processing had begun"
		d.Workflows = d.Workflows[1:]
		d.Lists = slices.DeleteFunc(d.Lists, func(l campaign.ListRef) bool { return l.Name == "bad-may.parquet" })
		return nil
	})
	if err != nil {
		return err
	}
	for _, l := range []struct {
		use  campaign.ListUse
		list *dataidlist.List
	}{
		{campaign.ListUse{Role: campaign.ExcludeList, Name: "bad-june.parquet", Reason: "the exclusion list of June"}, t.survey.newer},
		{campaign.ListUse{Role: campaign.IncludeList, Name: "again.parquet", Reason: "what overlaps the patches to be repaired"}, again},
	} {
		if c, err = t.AddList(t.ctx, c.ID, l.use, l.list); err != nil {
			return err
		}
	}
	if c, err = t.Submit(t.ctx, c.ID, "repair of DP2"); err != nil {
		return err
	}
	t.say("  %s  %s  of %s  selects %d DataIds", c.ID, c.Name, c.Parent, c.Selections[0].Count)
	d, err := t.Compare(t.ctx, "CMP-1", c.ID)
	if err != nil {
		return err
	}
	t.say("How it differs from %s:", d.Left)
	for _, f := range d.Fields {
		t.say("  %-36s %q → %q", f.Field, f.Left, f.Right)
	}
	for _, l := range d.Lists {
		workflows := ""
		if len(l.Workflows) > 0 {
			workflows = ", for " + strings.Join(l.Workflows, ", ")
		}
		t.say("  %-8s over %-27s %d only in %s, %d only in %s%s", l.Role, strings.Join(l.Group, ", "), l.OnlyLeft.Count, d.Left, l.OnlyRight.Count, d.Right, workflows)
	}
	report, err := t.Verify(t.ctx, true)
	if err != nil {
		return err
	}
	t.say("\nThe notebook is what it says: %d events, %d lists, %d faults.", report.Events, report.Lists, len(report.Faults))
	return nil
}
