// Package campaign is an electronic lab notebook of the processing of a sky survey: which data went in and which were left
// out, with which software, by which commands, why, and who decided it. It manages campaigns and does not execute them.
//
// # Records
//
// A [Production] is a large-scale class of processing, such as a data release. It has campaigns. A [Campaign] is processing
// for a purpose, composed of workflows. A [Workflow] is one submission to a workflow system, usually made by BPS; each try
// is an [Attempt], and none overwrites another. [Job] and [Task] are summaries of what ran on workers, loaded in bulk.
// RECORDS.md shows each of them as JSON.
//
// # Definition and seal
//
// What a campaign is meant to do is its [Definition]: reason, input data, lists of DataIds, pins of software, and workflows
// in order. Lists are pinned by their digests and kept in [Objects], where nothing can be changed. [Session.Submit] seals
// the definition, with the DataIds that its lists select, as a [Spec]: the SHA-256 of its canonical JSON is the spec digest.
// No verb changes what is sealed. [Session.Revise] seals another revision with its reason, and all are kept. Links, notes,
// tags, operators and the status stay open.
//
// # Events
//
// A record is what its events add up to, and nothing else. A verb of a [Session] reads the record, checks that the change is
// legal ([Life], [WorkflowLife]), and makes events; [Fold] applies them. The store appends them and saves the record in one
// transaction:
//
//	Session.Submit ─ load ─→ Campaign ─ decide ─→ changes ─ Fold ─→ Campaign
//	                                                 │                 │
//	                                        events, hash-chained    record and rows          one transaction of a Store
//
// Events are those of [provenance.Event], a stream a record, so a campaign's history can be exported and checked alone. The
// tables that screens are made of ([Tables]) are a function of the records ([Record]): [Notebook.Verify] folds the events again and
// compares every row.
//
// # Stores
//
// [Store] is small: a snapshot to read, a transaction to write. Packages sqlite and postgres implement it, and package
// storetest has the checks that both pass. [Notebook] joins a store with objects, [Notebook.As] says who acts.
package campaign
