package campaign_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// full is a notebook with something of everything.
func full(t *testing.T) *desk {
	t.Helper()
	d := open(t, campaign.Options{Runner: campaign.Shell})
	c := d.submitted()
	must := func(_ *campaign.Campaign, err error) {
		t.Helper()
		require.NoError(t, err)
	}
	must(d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "7", ""))
	must(d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, strings.NewReader(
		`{"job":"a","status":"failed","exit_code":1,"tasks":[{"task":"isr","status":"failed","milliseconds":5}]}`)))
	must(d.ktl.FailWorkflow(d.ctx(), c.ID, "step1", "site down"))
	must(d.ktl.RetryWorkflow(d.ctx(), c.ID, "step1", "again"))
	must(d.ktl.Resume(d.ctx(), c.ID, ""))
	must(d.ktl.AddTag(d.ctx(), c.ID, "dp2"))
	must(d.ktl.AddNote(d.ctx(), c.ID, "", "a note"))
	must(d.ktl.AddLink(d.ctx(), c.ID, "step1", campaign.Link{Kind: "qa", URL: "https://example.org"}))
	must(d.ktl.ReviseList(d.ctx(), c.ID, use(campaign.ExcludeList, "newer.parquet"), bad(t, "donuts", 5)))
	_, err := d.ktl.DefineSchedule(d.ctx(), "drp", "America/Santiago", campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}})
	require.NoError(t, err)
	must(d.ktl.SetOperators(d.ctx(), c.ID, "", "", []campaign.Duty{{Schedule: "drp"}}))
	_, err = d.ktl.SaveQuery(d.ctx(), campaign.SavedQuery{Name: "mine", Filter: "definer = ktl"})
	require.NoError(t, err)
	must(d.ktl.Clone(d.ctx(), c.ID, func(*campaign.Definition) error { return nil }))
	return d
}

func (d *desk) faults() []campaign.Fault {
	d.t.Helper()
	v, err := d.Verify(d.ctx(), false)
	require.NoError(d.t, err)
	return v.Faults
}

func TestVerifyFindsNothingWrong(t *testing.T) {
	d := full(t)
	v, err := d.Verify(d.ctx(), true)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
	assert.Equal(t, 5, v.Records, "two campaigns, a production, a schedule, a query")
	assert.Greater(t, v.Events, int64(15))
	assert.Greater(t, v.Rows, 20)
	assert.Greater(t, v.Lists, 5)
}

// silent is an object store that does not answer: not at all, or not for lists.
type silent struct {
	campaign.Objects
	lists bool
}

var errSilent = fmt.Errorf("objects: %w", &fs.PathError{Op: "read", Path: "s3://lists/1f", Err: errors.New("the credential has expired")})

func (s silent) Open(ctx context.Context, d provenance.Digest) (io.ReadCloser, error) {
	if s.lists {
		return s.Objects.Open(ctx, d)
	}
	return nil, errSilent
}

func (silent) Path(context.Context, provenance.Digest) (string, func(), error) {
	return "", nil, errSilent
}

func TestObjectsThatCannotBeReadAreNoFaults(t *testing.T) {
	d := full(t)
	for _, lists := range []bool{false, true} {
		v, err := campaign.New(d.store, silent{d.objects, lists}, nil).Verify(t.Context(), false)
		require.ErrorIs(t, err, errSilent)
		assert.Empty(t, v.Faults)
	}
}

// outside opens the database of a notebook as someone might who does not go through this software.
func (d *desk) outside() *sql.DB {
	d.t.Helper()
	db, err := sql.Open("sqlite", "file:"+d.path()+"?_pragma=busy_timeout(5000)&_pragma=synchronous(off)")
	require.NoError(d.t, err)
	d.t.Cleanup(func() { require.NoError(d.t, db.Close()) })
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'trigger'")
	require.NoError(d.t, err)
	var triggers []string
	for rows.Next() {
		var name string
		require.NoError(d.t, rows.Scan(&name))
		triggers = append(triggers, name)
	}
	require.NoError(d.t, rows.Err())
	require.NotEmpty(d.t, triggers, "events are append-only")
	for _, name := range triggers {
		_, err := db.Exec("DROP TRIGGER " + name)
		require.NoError(d.t, err)
	}
	return db
}

// A history that was made to say that something else was selected fits together in all else: only the lists themselves tell.
func TestDeepMakesTheSelectionsAgain(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	history, err := d.History(t.Context(), c.ID)
	require.NoError(t, err)
	productions, err := d.History(t.Context(), c.Production)
	require.NoError(t, err)

	reseal(t, &history[len(history)-1], func(s *campaign.Spec) {
		all := s.Definition.Lists[0]
		s.Selections[0].Digest, s.Selections[0].Object, s.Selections[0].Count = all.Digest, all.Object, all.Count
	})

	var backup bytes.Buffer
	for _, e := range slices.Concat(history, productions) {
		body, err := e.Body()
		require.NoError(t, err)
		backup.Write(append(body, '\n'))
	}
	fmt.Fprintf(&backup, `{"backup":1,"streams":2,"events":%d,"sha256":"%s"}`, len(history)+len(productions), provenance.DigestOf(backup.Bytes()))
	other := open(t, campaign.Options{})
	require.NoError(t, campaign.Restore(t.Context(), other.store, &backup))
	forged := campaign.New(other.store, d.objects, nil)
	v, err := forged.Verify(t.Context(), false)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
	v, err = forged.Verify(t.Context(), true)
	require.NoError(t, err)
	assert.Equal(t, []campaign.Fault{{Item: "selection of CMP-1", Text: "the recorded lists select something else"}}, v.Faults)

	contents, err := forged.Bundle(t.Context(), nil, nil)
	require.NoError(t, err)
	var archive bytes.Buffer
	require.NoError(t, contents.Write(t.Context(), &archive))
	b, err := bundle.Read(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	require.NoError(t, err)
	for deep, want := range map[bool]int{false: 0, true: 1} {
		v, err := campaign.VerifyBundle(t.Context(), b, nil, deep)
		require.NoError(t, err)
		assert.Len(t, v.Faults, want)
	}
}

// A seal that says nothing of what its lists select does not get by for that.
func TestDeepAsksForSelections(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	d.rewrite(c.ID, func(e *provenance.Event) { reseal(t, e, func(s *campaign.Spec) { s.Selections = nil }) })
	v := verifyArchive(t, d.archive(nil), nil)
	assert.EqualError(t, faultOf(v), "selection of CMP-1: the recorded lists select something else")
}

func TestRebuildMakesTheSameTables(t *testing.T) {
	d := full(t)
	db := d.outside()
	dump := func() map[string]string {
		all := map[string]string{}
		for _, table := range campaign.Tables() {
			rows, err := d.Rows(t.Context(), campaign.Query{Table: table.Name})
			require.NoError(t, err)
			all[table.Name] = fmt.Sprint(rows)
		}
		return all
	}
	before := dump()
	for _, table := range campaign.Tables() {
		_, err := db.Exec("DELETE FROM " + table.Name)
		require.NoError(t, err)
	}
	_, err := db.Exec("DELETE FROM records; DELETE FROM numbers")
	require.NoError(t, err)
	assert.NotEmpty(t, d.faults())

	require.ErrorIs(t, d.ktl.Rebuild(t.Context()), campaign.ErrForbidden)
	require.NoError(t, d.admin.Rebuild(t.Context()))
	assert.Equal(t, before, dump())
	assert.Empty(t, d.faults())
	c := d.define()
	assert.Equal(t, "CMP-3", c.ID, "no number is used again")
}

func TestSchedulesSayExactlyWhoIsOn(t *testing.T) {
	d := open(t, campaign.Options{})
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return when
	}
	plan := campaign.Plan{
		Fallback: "hf",
		Rotation: &campaign.Rotation{Operators: []string{"ann", "bob"}, First: "2026-03-30", Days: 7, Handoff: "09:00"},
		Shifts:   []campaign.Turn{{Operator: "cat", Start: at("2026-05-02T00:00:00Z"), End: at("2026-05-03T00:00:00Z")}},
	}
	_, err := d.ktl.DefineSchedule(d.ctx(), "drp", "America/Santiago", plan)
	require.NoError(t, err)
	_, err = d.ktl.OverrideSchedule(d.ctx(), "drp", "ill", campaign.Turn{Operator: "dan", Start: at("2026-05-02T10:00:00Z"), End: at("2026-05-02T11:00:00Z")})
	require.NoError(t, err)
	s, err := d.Schedule(d.ctx(), "drp")
	require.NoError(t, err)
	for text, want := range map[string]string{
		"2026-03-30T11:59:59Z": "hf",  // 08:59 in Santiago, before the rotation begins
		"2026-03-30T12:00:00Z": "ann", // 09:00, summer time
		"2026-04-06T12:59:59Z": "ann", // 08:59, winter time since 5 April
		"2026-04-06T13:00:00Z": "bob",
		"2026-04-13T13:00:00Z": "ann",
		"2026-05-01T23:59:59Z": "ann",
		"2026-05-02T00:00:00Z": "cat",
		"2026-05-02T10:00:00Z": "dan",
		"2026-05-02T11:00:00Z": "cat",
		"2026-05-03T00:00:00Z": "ann",
	} {
		who, err := s.On(at(text))
		require.NoError(t, err)
		assert.Equal(t, want, who, text)
	}

	// Another plan is for the future: of the past the schedule says what it said then.
	d.clock.now = at("2026-06-01T00:00:00Z")
	s, err = d.ktl.PlanSchedule(d.ctx(), "drp", "new people", campaign.Plan{Fallback: "eve"})
	require.NoError(t, err)
	for text, want := range map[string]string{"2026-05-02T00:00:00Z": "cat", "2026-06-02T00:00:00Z": "eve"} {
		who, err := s.On(at(text))
		require.NoError(t, err)
		assert.Equal(t, want, who, text)
	}

	for want, p := range map[string]campaign.Plan{
		"no fallback": {},
		"overlap":     {Fallback: "x", Shifts: []campaign.Turn{plan.Shifts[0], plan.Shifts[0]}},
		"a turn has":  {Fallback: "x", Shifts: []campaign.Turn{{Operator: "a", Start: at("2026-05-02T00:00:00Z"), End: at("2026-05-02T00:00:00Z")}}},
		"a rotation":  {Fallback: "x", Rotation: &campaign.Rotation{}},
		"first day":   {Fallback: "x", Rotation: &campaign.Rotation{Operators: []string{"a"}, Days: 1, First: "soon"}},
		"handoff":     {Fallback: "x", Rotation: &campaign.Rotation{Operators: []string{"a"}, Days: 1, First: "2026-01-01", Handoff: "9"}},
		"HH:MM":       {Fallback: "x", Rotation: &campaign.Rotation{Operators: []string{"a"}, Days: 1, First: "2026-01-01", Handoff: "9:00"}},
	} {
		_, err := d.ktl.PlanSchedule(d.ctx(), "drp", "", p)
		require.ErrorIs(t, err, campaign.ErrInvalid, want)
		assert.ErrorContains(t, err, want)
	}
	_, err = d.ktl.DefineSchedule(d.ctx(), "drp", "UTC", plan)
	require.ErrorIs(t, err, campaign.ErrConflict)
	_, err = d.ktl.DefineSchedule(d.ctx(), "other", "Moon/Tycho", plan)
	require.ErrorIs(t, err, campaign.ErrInvalid)
}
