package campaign_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// A desk is a notebook in a directory, with somebody of each role.
type desk struct {
	*campaign.Notebook
	t       *testing.T
	dir     string
	store   *sqlite.Store
	objects *objects.Directory
	clock   *clock
	ktl     *campaign.Session // operator
	lead    *campaign.Session
	admin   *campaign.Session
}

// A clock moves a second each time that somebody looks.
type clock struct{ now time.Time }

func (c *clock) look() time.Time {
	c.now = c.now.Add(time.Second)
	return c.now
}

func open(t *testing.T, opts campaign.Options) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), clock: &clock{time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}}
	var err error
	d.store, err = sqlite.Open(t.Context(), d.path(), nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.store.Close()) })
	d.objects, err = objects.Open(filepath.Join(d.dir, "objects"))
	require.NoError(t, err)
	opts.Now = d.clock.look
	d.Notebook = campaign.New(d.store, d.objects, &opts)
	d.ktl = d.As(campaign.Actor{Name: "ktl", Role: campaign.Operator})
	d.lead = d.As(campaign.Actor{Name: "hf", Role: campaign.Lead})
	d.admin = d.As(campaign.Actor{Name: "root", Role: campaign.Admin})
	return d
}

func (d *desk) path() string { return filepath.Join(d.dir, "campaign.db") }

func (d *desk) ctx() context.Context { return d.t.Context() }

// define makes a draft with two workflows.
func (d *desk) define() *campaign.Campaign {
	d.t.Helper()
	c, err := d.ktl.Define(d.ctx(), campaign.Definition{
		Name: "DP2 step1", Definer: "ktl", Reason: "DP2 single frame",
		Workflows: []campaign.WorkflowDefinition{{Name: "step1", Command: "bps submit step1.yaml"}, {Name: "coadd", Command: "bps submit coadd.yaml"}},
	})
	require.NoError(d.t, err)
	return c
}

// visits is the number of visits of a night in tests.
const visits = 40

// night is the number of the first visit of a night.
func night(n int64) int64 { return 20260501_00000 + n*100_000 }

// input is a list of visits with four detectors each, of two nights.
func input(t *testing.T) *dataidlist.List {
	t.Helper()
	g := group(t, "instrument", "visit", "detector")
	b := dataidlist.NewBuilder(g)
	for n := range int64(2) {
		for v := range int64(visits) {
			for det := range int64(4) {
				add(t, b, g, map[string]int64{"visit": night(n) + v, "detector": det})
			}
		}
	}
	return b.List()
}

// bad is a list of visits to exclude, by their place in the first night.
func bad(t *testing.T, reason string, places ...int64) *dataidlist.List {
	t.Helper()
	g := group(t, "instrument", "visit")
	b := dataidlist.NewBuilder(g)
	for _, v := range places {
		add(t, b, g, map[string]int64{"visit": night(0) + v})
	}
	l := b.List()
	if reason != "" {
		because, err := l.Because(dataidlist.Reason{Text: reason})
		require.NoError(t, err)
		l = because
	}
	return l
}

func group(t *testing.T, dimensions ...string) *dataidlist.Group {
	t.Helper()
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group(dimensions...)
	require.NoError(t, err)
	return g
}

// add adds a DataId of LSSTCam.
func add(t *testing.T, b *dataidlist.Builder, g *dataidlist.Group, values map[string]int64) {
	t.Helper()
	var ints []int64
	for _, d := range g.Ints() {
		ints = append(ints, values[d])
	}
	id, err := g.DataID([]string{"LSSTCam"}, ints)
	require.NoError(t, err)
	require.NoError(t, b.Add(id))
}

// use is the use of a list in tests.
func use(role campaign.ListRole, name string, workflows ...string) campaign.ListUse {
	return campaign.ListUse{Role: role, Name: name, Reason: "because of " + name, Workflows: workflows}
}

// submitted makes a campaign with lists, and submits it.
func (d *desk) submitted() *campaign.Campaign {
	d.t.Helper()
	c := d.define()
	_, err := d.ktl.AddList(d.ctx(), c.ID, use(campaign.InputList, "all.parquet"), input(d.t))
	require.NoError(d.t, err)
	_, err = d.ktl.AddList(d.ctx(), c.ID, use(campaign.ExcludeList, "bad.parquet"), bad(d.t, "trailed", 3, 4))
	require.NoError(d.t, err)
	_, err = d.ktl.AddList(d.ctx(), c.ID, use(campaign.ExcludeList, "seeing.parquet", "coadd"), bad(d.t, "bad seeing", 10))
	require.NoError(d.t, err)
	c, err = d.ktl.Submit(d.ctx(), c.ID, "board decision")
	require.NoError(d.t, err)
	return c
}
