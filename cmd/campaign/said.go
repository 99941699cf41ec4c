package main

import (
	"github.com/skycampaign/skycampaign/campaign"
)

// said tells what became of a campaign: its record with --json, otherwise a line.
func (c *command) said(r *campaign.Campaign, err error) error {
	if err != nil {
		return err
	}
	if c.JSON {
		return c.WriteJSON(r)
	}
	c.Printf("%s  %s  %s", r.ID, r.Status, r.Name)
	if r.SpecDigest != nil {
		c.Printf("  revision %d %s", r.Revision, r.SpecDigest.String()[:len("sha256:")+12])
	}
	c.Printf("\n")
	return nil
}
