// Command dp2 tells what happened in Rubin's Data Preview 2, and how the notebook would have shown it: a campaign processes 28,698 visits by
// an exclusion list of May; a newer list has 39 more bad visits, of which 15 went into coadds; reconcile finds them, a list of which visit
// overlaps which patch says which coadds they reached, and a clone of the campaign repairs those.
//
// The data are generated, of the published size. With -rubin DIR the lists are the real ones: LSSTCam_bad.ecsv of May 2026 and the two lists
// of visits of DP2's known issues.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
)

func main() {
	rubin := flag.String("rubin", "", "`DIR` with the real lists")
	keep := flag.String("keep", "", "`DIR` to keep the notebook in, to look at it with the command campaign")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *rubin, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "dp2:", err)
		os.Exit(1)
	}
}

// run tells the story with a notebook of its own.
func run(ctx context.Context, out io.Writer, rubin, keep string) (err error) {
	dir := keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "dp2-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	bad, late := generatedBad, generatedLate
	if rubin != "" {
		bad, late = readBad(rubin), readLate(rubin)
	}
	s, err := newSurvey(ctx, bad, late)
	if err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, filepath.Join(dir, "campaign.db"), nil)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	kept, err := objects.Open(filepath.Join(dir, "campaign.db.objects"))
	if err != nil {
		return err
	}
	// The clock is of the story, so that it is the same each time.
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Minute); return now }
	n := campaign.New(store, kept, &campaign.Options{Now: clock})
	t := &story{ctx: ctx, out: out, survey: s, Notebook: n, Session: n.As(campaign.Actor{Name: "ktl", Role: campaign.Operator})}
	return t.tell()
}
