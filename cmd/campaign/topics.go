package main

import "github.com/spf13/cobra"

// newJSONTopic is help about the documents of --json.
func newJSONTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "json",
		Short: "The documents of --json",
		Long: `--json writes one JSON document to stdout. Scripts may rely on these members; more may
come. Digests are "dil1:…", "dilr1:…" and "sha256:…", counts are numbers, times in UTC.

Verbs that change a campaign, and show, write the campaign, as campaign/RECORDS.md has it;
those of a production, query or schedule write that one. The others write:

  list           campaigns (a member for each column)
  lists show     lists, selections
  lists get      file, digest, count
  lists used-by  uses (campaign, revision, role, name, digest, object, reason, reasons)
  production     without a name: productions
  query list     queries
  schedule list  schedules
  log            the events, an array
  operator       without names: campaign, at, operators
  schedule on    schedule, at, operator
  compare        left, right, equal, fields (field, left, right), lists (role, workflows,
                 group, equal, common, only_left, only_right)
  reconcile      role, digest, count, examined, campaigns (id, name, status, affected,
                 group, workflows, parts, planned, excluded, known, and what a tally has),
                 not_comparable, unlisted
  verify         records, events, rows, objects, lists, faults (item, text); of a bundle
                 files, streams, key_id, trusted, time, faults, records, objects, lists
  export         file, format; of a bundle also records, objects, key_id
  import         added, updated, unchanged
  checkpoint     file, time, root, streams
  query delete   deleted
  backup         backup
  restore        restored

A tally, as in only_left, has digest, count, visits, where, nights (day_obs, count) and
reasons (text, source, author, time, url, count).`,
	}
}
