package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// move is what a verb does that gives a campaign another status.
type move func(s *campaign.Session, ctx context.Context, id, reason string) (*campaign.Campaign, error)

// newMove makes such a verb.
func (c *command) newMove(name, short, long, example string, do move) *cobra.Command {
	verb := &cobra.Command{Use: name + " CMP-N", Short: short, Long: long, Example: "  " + example, Args: cli.Args(1, 1)}
	reason := verb.Flags().String("reason", "", "`TEXT`: why")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			return c.said(do(n.Session, ctx, args[0], *reason))
		})
	}
	return verb
}

func (c *command) newReady() *cobra.Command {
	return c.newMove("ready", "Mark a draft as reviewed", "Mark a draft as reviewed. The mark is optional, and editing removes it.",
		`campaign ready CMP-1 --reason "looked at by hf"`, (*campaign.Session).MarkReady)
}

func (c *command) newSubmit() *cobra.Command {
	return c.newMove("submit", "Seal a definition", `Seal the definition of a draft, with the DataIds that its lists select. From then on
it never changes; revise makes another seal beside it.`,
		`campaign submit CMP-1 --reason "board decision"`, (*campaign.Session).Submit)
}

func (c *command) newStart() *cobra.Command {
	return c.newMove("start", "Say that a campaign without workflows runs", `Say that a submitted campaign without workflows runs, such as alert production, which
machines submit visit by visit. Any other runs with the first of its workflows.`,
		`campaign start CMP-1`, (*campaign.Session).Start)
}

func (c *command) newPause() *cobra.Command {
	return c.newMove("pause", "Pause a running campaign", `Pause a running campaign until it is resumed. A campaign pauses by itself when a
workflow completes, unless its definition says that it continues.`,
		`campaign pause CMP-1 --reason "site is down"`, (*campaign.Session).Pause)
}

func (c *command) newResume() *cobra.Command {
	return c.newMove("resume", "Let a paused campaign go on", "Let a paused campaign go on.",
		`campaign resume CMP-1`, (*campaign.Session).Resume)
}

func (c *command) newComplete() *cobra.Command {
	return c.newMove("complete", "End a campaign well", "Say that a campaign is done.",
		`campaign complete CMP-1 --reason "all workflows done"`, (*campaign.Session).Complete)
}

func (c *command) newFail() *cobra.Command {
	return c.newMove("fail", "End a campaign badly", "Say that a campaign failed.",
		`campaign fail CMP-1 --reason "calibrations were wrong"`, (*campaign.Session).Fail)
}

func (c *command) newCancel() *cobra.Command {
	return c.newMove("cancel", "End a campaign that is not to go on", "Say that a campaign is not to go on.",
		`campaign cancel CMP-1 --reason "superseded by CMP-2"`, (*campaign.Session).Cancel)
}

func (c *command) newOverride() *cobra.Command {
	verb := &cobra.Command{
		Use:   "override CMP-N STATUS --reason TEXT",
		Short: "Give a status that the life cycle does not allow",
		Long: `Give a submitted campaign a status that the life cycle does not allow, such as running
after it was completed. It needs role lead and a reason, and the history shows it as
what it is.`,
		Example: `  campaign override CMP-1 running --reason "completed by mistake"`,
		Args:    cli.Args(2, 2),
	}
	reason := verb.Flags().String("reason", "", "`TEXT`: why")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			return c.said(n.Override(ctx, args[0], *reason, campaign.Status(args[1])))
		})
	}
	return verb
}

func (c *command) newExecute() *cobra.Command {
	verb := c.newMove("execute", "Run the command of the next workflow", `Submit the next workflow, the first that is pending, by running the command of its
definition, and that only. What it printed, its exit code and its times are recorded.
It needs --enable-execute.`,
		`campaign execute CMP-1 --enable-execute`, (*campaign.Session).Execute)
	run := verb.RunE
	verb.RunE = func(v *cobra.Command, args []string) error {
		if !c.execute {
			return errors.New("execute: running commands is switched off: say --enable-execute if you want it")
		}
		return run(v, args)
	}
	return verb
}
