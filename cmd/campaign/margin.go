package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// workflowFlag lets a verb be about a workflow instead of the whole campaign.
func workflowFlag(verb *cobra.Command) *string {
	return verb.Flags().String("workflow", "", "`NAME` of the workflow that it is about (the whole campaign)")
}

func (c *command) newNote() *cobra.Command {
	verb := &cobra.Command{
		Use:   "note CMP-N TEXT",
		Short: "Write a note",
		Long: `Add a remark in Markdown to a campaign, or to a workflow; - is stdin. --remove ID
removes one from view; the history keeps it.`,
		Example: `  campaign note CMP-1 "PSF of 20260511 looks odd, see DM-60001" --workflow step1
  campaign note CMP-1 --remove 7 --reason "wrong campaign"`,
		Args: cli.Args(1, 2),
	}
	workflow := workflowFlag(verb)
	remove := verb.Flags().Int64("remove", 0, "`ID` of a note to remove")
	reason := verb.Flags().String("reason", "", "`TEXT`: why it is removed")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			switch {
			case *remove != 0:
				return c.said(n.RemoveNote(ctx, args[0], *remove, *reason))
			case len(args) < 2:
				return errors.New("note: a text or --remove is expected")
			}
			text := args[1]
			if text == "-" {
				all, err := readAll(c, text)
				if err != nil {
					return err
				}
				text = string(all)
			}
			return c.said(n.AddNote(ctx, args[0], *workflow, text))
		})
	}
	return verb
}

func (c *command) newLink() *cobra.Command {
	verb := &cobra.Command{
		Use:   "link CMP-N KIND URL",
		Short: "Link to something",
		Long: `Add a link to a campaign, or to a workflow. Kinds: status, outputs, logs, metrics,
analysis, qa, ticket, notebook, dashboard, document. --remove ID removes one from
view; the history keeps it.`,
		Example: `  campaign link CMP-1 metrics https://usdf.example.org/sasquatch/CMP-1 --title "Sasquatch"
  campaign link CMP-1 --remove 9`,
		Args: cli.Args(1, 3),
	}
	workflow := workflowFlag(verb)
	title := verb.Flags().String("title", "", "`TEXT` to show")
	remove := verb.Flags().Int64("remove", 0, "`ID` of a link to remove")
	reason := verb.Flags().String("reason", "", "`TEXT`: why it is removed")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			switch {
			case *remove != 0:
				return c.said(n.RemoveLink(ctx, args[0], *remove, *reason))
			case len(args) < 3:
				return errors.New("link: a kind and a URL, or --remove is expected")
			}
			return c.said(n.AddLink(ctx, args[0], *workflow, campaign.Link{Kind: args[1], URL: args[2], Title: *title}))
		})
	}
	return verb
}

func (c *command) newTag() *cobra.Command {
	verb := &cobra.Command{
		Use:     "tag CMP-N TAG",
		Short:   "Tag a campaign",
		Long:    "Add a tag to a campaign, or remove it with --remove.",
		Example: `  campaign tag CMP-1 dp2`,
		Args:    cli.Args(2, 2),
	}
	remove := verb.Flags().Bool("remove", false, "remove the tag")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			if *remove {
				return c.said(n.RemoveTag(ctx, args[0], args[1]))
			}
			return c.said(n.AddTag(ctx, args[0], args[1]))
		})
	}
	return verb
}

func (c *command) newOperator() *cobra.Command {
	verb := &cobra.Command{
		Use:   "operator CMP-N [NAME...]",
		Short: "Say who operates, or ask",
		Long: `Say who operates a campaign or a workflow, in place of who did before: people by
name, or whoever is on by a schedule, or --none. Without any of them, write who
operates now, or who did --at a time.`,
		Example: `  campaign operator CMP-1 ktl hf
  campaign operator CMP-1 --schedule drp --workflow step1
  campaign operator CMP-1 --at 2026-05-10T12:00:00Z`,
		Args: cli.Args(1, -1),
	}
	workflow := workflowFlag(verb)
	schedules := verb.Flags().StringArray("schedule", nil, "`NAME` of a schedule; may come several times")
	none := verb.Flags().Bool("none", false, "nobody operates")
	at := verb.Flags().String("at", "", "`TIME` to ask about, such as 2026-05-10T12:00:00Z (now)")
	reason := verb.Flags().String("reason", "", "`TEXT`: why")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			if len(args) == 1 && len(*schedules) == 0 && !*none {
				return c.whoOperates(ctx, n, args[0], *workflow, *at)
			}
			if *none && len(args)+len(*schedules) > 1 || *at != "" {
				return errors.New("operator: either names and schedules, or --none, or --at TIME")
			}
			var duties []campaign.Duty
			for _, name := range args[1:] {
				duties = append(duties, campaign.Duty{Operator: name})
			}
			for _, name := range *schedules {
				duties = append(duties, campaign.Duty{Schedule: name})
			}
			return c.said(n.SetOperators(ctx, args[0], *workflow, *reason, duties))
		})
	}
	return verb
}

// whoOperates writes who operates at a time, one a line.
func (c *command) whoOperates(ctx context.Context, n *notebook, id, workflow, at string) error {
	when := time.Now()
	if at != "" {
		var err error
		if when, err = parseTime(at); err != nil {
			return err
		}
	}
	names, err := n.Operators(ctx, id, workflow, when)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.WriteJSON(map[string]any{"campaign": id, "at": timeText(when), "operators": names})
	}
	for _, name := range names {
		c.Printf("%s\n", cli.OneLine(name))
	}
	return nil
}

// number words a number for a table.
func number[T int | int64 | uint64](n T) string { return strconv.FormatInt(int64(n), 10) } //nolint:gosec // far below 2^63
