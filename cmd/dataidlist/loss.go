package main

import (
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// hasEnvelope reports whether --bare means something for a format.
func hasEnvelope(f codec.Format) bool { return f.Name == "json" || f.Name == "yaml" }

// noteLoss tells what of the reasons of a list its output will not keep, where
// the user did not ask for that.
func (c *command) noteLoss(l *dataidlist.List, o *output) {
	format, err := o.format()
	if err != nil || o.write.IDsOnly || l.NumReasons() == 0 {
		return
	}
	name := o.path
	if o.isStdout() {
		name = "standard output"
	}
	switch format.Name {
	case "csv", "tsv", "ssv", "ecsv":
		if how := asText(l); len(how) > 0 {
			c.Notef("%s keeps reasons as text only, %s", name, strings.Join(how, ", and "))
		}
		return
	case "json", "yaml":
		if !o.write.Bare {
			return
		}
	case "text", "golden", "roaring", "grl", "segments", "gen2", "fixed-width":
	default:
		return
	}
	c.Notef("%s holds no reasons: %s", name, plural(uint64(l.NumReasons()), "reason is lost", "reasons are lost"))
}

// asText says how a column of texts keeps the reasons, if not exactly.
func asText(l *dataidlist.List) []string {
	var names, how []string
	for _, field := range []struct {
		name string
		has  func(dataidlist.Reason) bool
	}{
		{"source", func(r dataidlist.Reason) bool { return r.Source != "" }},
		{"author", func(r dataidlist.Reason) bool { return r.Author != "" }},
		{"time", func(r dataidlist.Reason) bool { return !r.Time.IsZero() }},
		{"url", func(r dataidlist.Reason) bool { return r.URL != "" }},
	} {
		for r := range l.Reasons() {
			if field.has(r) {
				names = append(names, field.name)
				break
			}
		}
	}
	if names != nil {
		how = append(how, "without "+strings.Join(names, ", "))
	}
	for _, reasons := range table.WithReasons(l) {
		if len(reasons) > 1 {
			return append(how, "several of one DataId as one")
		}
	}
	return how
}
