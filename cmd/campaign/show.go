package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func (c *command) newShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show CMP-N",
		Short:   "Show a campaign",
		Long:    "Show the record of a campaign; --json gives all of it.",
		Example: `  campaign show CMP-1 --json | jq .lists`,
		Args:    cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				r, err := n.Get(ctx, args[0])
				if err != nil {
					return err
				}
				if c.JSON {
					return c.WriteJSON(r)
				}
				return c.show(ctx, n, r)
			})
		},
	}
}

func (c *command) show(ctx context.Context, n *notebook, r *campaign.Campaign) error {
	operators, missing, err := n.OnDutyHere(ctx, r.Operators, time.Now())
	if err != nil {
		return err
	}
	for _, name := range missing {
		c.Notef("there is no schedule %s here that says who operates", name)
	}
	production := r.Production
	all, err := n.Productions(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ID == r.Production {
			production += "  " + p.Name
		}
	}
	field := func(name, value string) {
		if value != "" {
			for line := range strings.Lines(strings.TrimSpace(value)) {
				c.Printf("%-12s %s\n", name, cli.OneLine(strings.TrimSuffix(line, "\n")))
				name = ""
			}
		}
	}
	field("Campaign", r.ID)
	field("Name", r.Name)
	field("Status", string(r.Status))
	field("Production", production)
	field("Definer", r.Definer)
	field("Operator", strings.Join(operators, ", "))
	field("Reason", r.Reason)
	field("Description", r.Description)
	field("Ticket", r.Ticket)
	field("Collection", r.Collection)
	field("Parent", r.Parent)
	field("Tags", strings.Join(r.Tags, ", "))
	field("Created", timeText(r.Created))
	field("Start", timeText(r.Started))
	field("End", timeText(r.Ended))
	for _, in := range r.Inputs {
		field("Input", in.Kind+" "+in.Value+" "+in.Commit)
	}
	for _, p := range r.Pins {
		field("Pin", strings.Join(strings.Fields(p.Kind+" "+p.Name+" "+p.Version+" "+p.URI+" "+p.Commit), " "))
	}
	for _, s := range r.Revisions {
		field("Sealed", fmt.Sprintf("revision %d %s by %s, %s: %s", s.Spec.Revision, s.Digest, s.By, timeText(s.At), s.Reason))
	}
	if len(r.Lists)+len(r.Selections) > 0 {
		c.Printf("\n")
		if err := c.printLists(ctx, n, r); err != nil {
			return err
		}
	}
	if len(r.Workflows) > 0 {
		c.Printf("\n")
		t := c.table("WORKFLOW", "STATUS", "ATTEMPT", "START", "END", "SUBMIT ID", "COMMAND")
		for i, w := range r.Workflows {
			a := w.Attempt()
			t.add(w.Name, string(w.Status), number(a.Number), timeText(a.Start), timeText(a.End), a.SubmitID, r.Definition.Workflows[i].Command)
		}
		t.print()
	}
	c.margins("", r.Links, r.Notes)
	for _, w := range r.Workflows {
		c.margins(w.Name, w.Links, w.Notes)
	}
	return nil
}

// margins shows links and notes of a campaign, or of a workflow.
func (c *command) margins(workflow string, links []campaign.Link, notes []campaign.Note) {
	if len(links)+len(notes) == 0 {
		return
	}
	about := ""
	if workflow != "" {
		about = workflow + ": "
	}
	c.Printf("\n")
	for _, l := range links {
		c.Printf("%slink %d  %s  %s\n", about, l.ID, l.Kind, strings.TrimSpace(cli.OneLine(l.URL+"  "+l.Title)))
	}
	for _, n := range notes {
		c.Printf("%snote %d  %s, %s: %s\n", about, n.ID, n.By, timeText(n.At), cli.OneLine(n.Text))
	}
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (c *command) newLog() *cobra.Command {
	return &cobra.Command{
		Use:   "log CMP-N",
		Short: "The history of a record",
		Long: `Write the events of a campaign, or of another record, the oldest first: number, time,
who, what, why.`,
		Example: `  campaign log CMP-1`,
		Args:    cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				events, err := n.History(ctx, args[0])
				if err != nil {
					return err
				}
				if c.JSON {
					return c.WriteJSON(events)
				}
				t := c.table("EVENT", "TIME", "WHO", "WHAT", "WHY")
				for _, e := range events {
					what := e.Type + " " + campaign.Brief(e)
					t.add(number(e.Seq), shortTime(e.At), e.Actor, strings.TrimSpace(what), e.Reason)
				}
				t.print()
				return nil
			})
		},
	}
}
