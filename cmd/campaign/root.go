package main

import (
	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// A command is a run of campaign: what its verbs are methods of.
type command struct {
	*cli.App
	store   string // SQLite file or PostgreSQL URL
	objects string // directory
	user    string
	role    string
	execute bool
}

func newRoot(app *cli.App) *cobra.Command {
	c := &command{App: app}
	root := &cobra.Command{
		Use:   "campaign",
		Short: "Keep the notebook of a survey's processing",
		Long: `campaign keeps the notebook of a survey's processing: which campaigns there were, with
which lists of DataIds and which software, why, and who decided it. It manages campaigns
and does not execute them.

A campaign, CMP-1 and so on, is a draft until it is submitted. That seals its
definition: the digest of the definition says what it was, for ever. A revision is
another seal, with its reason. Status, notes, links, tags and operators stay open.

The notebook is a file, campaign.db, or a PostgreSQL database; the commands are the
same. Who acts, and in which role, is what --as and --role say: that guards against slips,
not against people. What guards a notebook is who may write its file or its database.

Exit codes: 0 done, or yes; 1 no (campaigns differ, a list touches what was processed,
something is not what it was); 2 an error, which is one line on stderr.`,
		Example: `  campaign define --name "DP2 step1" --reason "DP2 single frame" --workflow 'step1=bps submit step1.yaml'
  campaign lists add CMP-1 --input all.parquet
  campaign lists add CMP-1 --exclude bad.parquet --reason "visual inspection, May"
  campaign submit CMP-1 --reason "board decision"
  campaign reconcile --exclude newer.parquet`,
	}
	c.addFlags(root)
	root.AddGroup(
		&cobra.Group{ID: "define", Title: "Define campaigns:"},
		&cobra.Group{ID: "life", Title: "Follow their life:"},
		&cobra.Group{ID: "look", Title: "Look and ask (exit code 1 is no):"},
		&cobra.Group{ID: "keep", Title: "Keep the notebook:"},
	)
	group := func(id string, verbs ...*cobra.Command) {
		for _, v := range verbs {
			v.GroupID = id
			root.AddCommand(v)
		}
	}
	group("define", c.newDefine(), c.newEdit(), c.newLists(), c.newClone(), c.newReady(), c.newSubmit(), c.newRevise(), c.newProduction())
	group("life", c.newWorkflow(), c.newStart(), c.newPause(), c.newResume(), c.newComplete(), c.newFail(), c.newCancel(), c.newOverride(), c.newExecute(),
		c.newNote(), c.newLink(), c.newTag(), c.newOperator(), c.newSchedule())
	group("look", c.newList(), c.newShow(), c.newLog(), c.newCompare(), c.newReconcile(), c.newQuery())
	group("keep", c.newVerify(), c.newCheckpoint(), c.newExport(), c.newImport(), c.newBackup(), c.newRestore())
	root.AddCommand(newJSONTopic())
	return root
}

// addFlags adds the options that all verbs have.
func (c *command) addFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.StringVar(&c.store, "store", "", "the notebook: a SQLite `FILE` or postgres://… ($CAMPAIGN_STORE, or campaign.db here)")
	flags.StringVar(&c.objects, "objects", "", "`DIR` or URL of lists and other files ($CAMPAIGN_OBJECTS, or beside the SQLite file)")
	flags.StringVar(&c.user, "as", "", "`NAME` of who acts ($CAMPAIGN_USER, or the name of the account)")
	flags.StringVar(&c.role, "role", "", "`ROLE` in which to act: viewer reads, operator defines and operates, lead may override, admin all ($CAMPAIGN_ROLE, or admin)")
	flags.BoolVar(&c.execute, "enable-execute", false, "let execute run commands")
}
