package main

import (
	"context"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/provenance"
)

// said tells what became of a campaign: its record with --json, otherwise a line.
func (c *command) said(r *campaign.Campaign, err error) error {
	if err != nil {
		return err
	}
	if c.JSON {
		return c.WriteJSON(r)
	}
	c.Printf("%s  %s  %s", r.ID, r.Status, cli.OneLine(r.Name))
	if r.SpecDigest != nil {
		c.Printf("  revision %d %s", r.Revision, r.SpecDigest.String()[:len("sha256:")+12])
	}
	c.Printf("\n")
	return nil
}

// long does work that may take long, and shows how far it is. It must not write anything.
func (c *command) long(ctx context.Context, label string, work func(ctx context.Context) error) error {
	task := c.Begin(label, 0)
	defer task.End()
	return work(provenance.WithProgress(ctx, task.Count))
}
