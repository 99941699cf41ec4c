package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func (c *command) newWorkflow() *cobra.Command {
	verb := &cobra.Command{
		Use:   "workflow",
		Short: "Follow the workflows of a campaign",
		Long: `Say what became of a workflow of a campaign. People submit workflows, to BPS or
another system; the notebook keeps what they say. With the first one that is submitted
the campaign runs.`,
		Example: `  campaign workflow submit CMP-1 step1 --submit-id 20260510T121314Z
  campaign workflow finish CMP-1 step1`,
	}
	verb.AddCommand(
		c.newWorkflowAdd(), c.newWorkflowSubmit(),
		c.newWorkflowMove("start", "Say that a submitted workflow runs", (*campaign.Session).StartWorkflow),
		c.newWorkflowMove("hold", "Say that a running workflow is held", (*campaign.Session).HoldWorkflow),
		c.newWorkflowMove("release", "Say that a held workflow runs again", (*campaign.Session).ReleaseWorkflow),
		c.newWorkflowMove("finish", "Say that a workflow succeeded", (*campaign.Session).FinishWorkflow),
		c.newWorkflowMove("fail", "Say that a workflow failed", (*campaign.Session).FailWorkflow),
		c.newWorkflowMove("cancel", "Say that a workflow is not to go on", (*campaign.Session).CancelWorkflow),
		c.newWorkflowMove("retry", "Begin another attempt at a workflow that ended", (*campaign.Session).RetryWorkflow),
		c.newWorkflowJobs(),
	)
	return verb
}

// workflowMove is what a verb does that gives a workflow another status.
type workflowMove func(s *campaign.Session, ctx context.Context, id, workflow, reason string) (*campaign.Campaign, error)

func (c *command) newWorkflowMove(name, short string, do workflowMove) *cobra.Command {
	verb := &cobra.Command{
		Use: name + " CMP-N WORKFLOW", Short: short, Long: short + ".",
		Example: "  campaign workflow " + name + " CMP-1 step1", Args: cli.Args(2, 2),
	}
	reason := verb.Flags().String("reason", "", "`TEXT`: why")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			return c.said(do(n.Session, ctx, args[0], args[1], *reason))
		})
	}
	return verb
}

func (c *command) newWorkflowSubmit() *cobra.Command {
	var submitID string
	verb := c.newWorkflowMove("submit", "Say that a workflow was submitted",
		func(s *campaign.Session, ctx context.Context, id, workflow, reason string) (*campaign.Campaign, error) {
			return s.SubmitWorkflow(ctx, id, workflow, submitID, reason)
		})
	verb.Flags().StringVar(&submitID, "submit-id", "", "`ID` that the workflow system gave it")
	return verb
}

func (c *command) newWorkflowAdd() *cobra.Command {
	verb := &cobra.Command{
		Use: "add CMP-N NAME", Short: "Add a workflow to a draft", Long: "Add a workflow to the definition of a draft, as the last one.",
		Example: `  campaign workflow add CMP-1 step2 --command 'bps submit step2.yaml'`, Args: cli.Args(2, 2),
	}
	var w campaign.WorkflowDefinition
	verb.Flags().StringVar(&w.Command, "command", "", "`COMMAND` by which people submit it")
	verb.Flags().StringVar(&w.System, "system", "", "`NAME` of the workflow system, such as panda or htcondor")
	verb.Flags().StringVar(&w.Comment, "comment", "", "`TEXT`: what it is for")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		w.Name = args[1]
		return c.with(func(ctx context.Context, n *notebook) error {
			return c.said(n.Edit(ctx, args[0], "", func(d *campaign.Definition) error {
				d.Workflows = append(d.Workflows, w)
				return nil
			}))
		})
	}
	return verb
}

func (c *command) newWorkflowJobs() *cobra.Command {
	verb := &cobra.Command{
		Use:   "jobs CMP-N WORKFLOW FILE",
		Short: "Load the summaries of a workflow's jobs",
		Long: `Load the summaries of the jobs and tasks of a workflow, in place of those that were
there: JSON Lines, one job a line. RECORDS.md shows one.`,
		Example: `  campaign workflow jobs CMP-1 step1 jobs.jsonl`,
		Args:    cli.Args(3, 3),
	}
	attempt := verb.Flags().Int("attempt", 0, "`N` of the attempt (the newest)")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			file, err := c.openFile(args[2])
			if err != nil {
				return err
			}
			defer func() { _ = file.Close() }() // it was only read
			return c.said(n.LoadJobs(ctx, args[0], args[1], *attempt, file))
		})
	}
	return verb
}
