package resolve_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/resolve"
)

func universe(t testing.TB) *dataidlist.Universe {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	return u
}

func ints(values ...int64) resolve.Column { return resolve.Column{Ints: values} }

func texts(values ...string) resolve.Column { return resolve.Column{Texts: values} }

// same gives a column of one text.
func same(n int, text string) resolve.Column {
	all := make([]string, n)
	for i := range all {
		all[i] = text
	}
	return texts(all...)
}

// observed has two nights of LSSTCam: exposures 1 to 4 of visits 1, 2 and 3, of
// which 3 has two, 5 without a visit, and two that share day_obs and seq_num.
func observed(t testing.TB, input ...string) *resolve.Records {
	r := resolve.NewRecords(universe(t), input)
	add := func(names []string, columns ...resolve.Column) {
		keep, err := r.Keep(names)
		require.NoError(t, err)
		var kept []string
		var some []resolve.Column
		for i, name := range names {
			if keep[i] {
				kept, some = append(kept, name), append(some, columns[i])
			}
		}
		if kept != nil {
			require.NoError(t, r.Add(kept, some))
		}
	}
	add([]string{"instrument", "exposure", "day_obs", "exposure.obs_id", "exposure.seq_num"}, same(6, "LSSTCam"),
		ints(1, 2, 3, 4, 5, 6), ints(20251202, 20251202, 20251203, 20251203, 20251203, 20251203), texts("a1", "a2", "b1", "b2", "b3", "b3c"), ints(1, 2, 1, 2, 3, 3))
	add([]string{"instrument", "visit", "day_obs", "visit.name", "visit.seq_num"}, same(3, "LSSTCam"),
		ints(1, 2, 3), ints(20251202, 20251202, 20251203), texts("a1", "a2", "b1"), ints(1, 2, 1))
	add([]string{"instrument", "exposure", "visit"}, same(4, "LSSTCam"), ints(1, 2, 3, 4), ints(1, 2, 3, 3))
	add([]string{"instrument", "visit", "detector"}, same(2, "LSSTCam"), ints(1, 1), ints(10, 11))
	add([]string{"instrument", "detector", "detector.full_name"}, texts("LSSTCam", "LSSTCam", "HSC"), ints(10, 11, 0), texts("R02_S01", "R02_S02", "R02_S01"))
	return r
}

func plan(t testing.TB, r *resolve.Records, options resolve.Options) *resolve.Plan {
	p, err := r.Plan(options)
	require.NoError(t, err)
	return p
}

func TestPlans(t *testing.T) {
	for name, c := range map[string]struct {
		input []string
		onto  []string
		steps string
		group string
	}{
		"a field":                {[]string{"instrument", "obs_id"}, nil, "exposure by instrument, obs_id", "{instrument, exposure}"},
		"a field of an element":  {[]string{"instrument", "visit.seq_num", "day_obs"}, nil, "visit by instrument, day_obs, visit.seq_num", "{instrument, visit}"},
		"asked for":              {[]string{"instrument", "seq_num", "day_obs"}, []string{"visit"}, "visit by instrument, day_obs, seq_num", "{instrument, visit}"},
		"a chain":                {[]string{"obs_id", "instrument"}, []string{"visit"}, "exposure by instrument, obs_id; visit by instrument, exposure", "{instrument, visit}"},
		"a relation":             {[]string{"instrument", "exposure"}, []string{"visit"}, "visit by instrument, exposure", "{instrument, visit}"},
		"its other direction":    {[]string{"instrument", "visit"}, []string{"exposure"}, "exposure by instrument, visit", "{instrument, exposure}"},
		"what stays":             {[]string{"instrument", "exposure", "detector"}, []string{"visit", "detector"}, "visit by instrument, exposure", "{instrument, visit, detector}"},
		"two elements":           {[]string{"instrument", "full_name", "obs_id"}, nil, "detector by instrument, full_name; exposure by instrument, obs_id", "{instrument, exposure, detector}"},
		"a check":                {[]string{"instrument", "exposure", "obs_id"}, nil, "check of exposure by instrument, exposure, obs_id", "{instrument, exposure}"},
		"columns that are not":   {[]string{"instrument", "", "obs_id"}, nil, "exposure by instrument, obs_id", "{instrument, exposure}"},
		"what is implied agrees": {[]string{"instrument", "obs_id", "day_obs"}, nil, "exposure by instrument, day_obs, obs_id", "{instrument, exposure}"},
	} {
		p := plan(t, observed(t, c.input...), resolve.Options{Onto: c.onto})
		assert.Equal(t, c.steps, p.String(), name)
		assert.Equal(t, c.group, p.Group().String(), name)
	}
}

// What a record has told to agree need not be compared again for each row.
func TestOutputs(t *testing.T) {
	for _, c := range []struct{ input, onto, want []string }{
		{[]string{"instrument", "day_obs", "seq_num"}, []string{"exposure"}, []string{"instrument", "exposure"}},
		{[]string{"instrument", "exposure", "day_obs"}, []string{"visit"}, []string{"instrument", "visit", "day_obs"}},
		{[]string{"instrument", "obs_id", "day_obs"}, []string{"visit"}, []string{"instrument", "visit", "day_obs"}},
	} {
		var names []string
		for _, out := range plan(t, observed(t, c.input...), resolve.Options{Onto: c.onto}).Outputs() {
			names = append(names, out.Name)
		}
		assert.Equal(t, c.want, names)
	}
}

func TestNoPlan(t *testing.T) {
	for name, c := range map[string]struct {
		input []string
		onto  []string
		err   string
	}{
		"nothing to do":        {[]string{"instrument", "visit"}, nil, "there is nothing to resolve: the input has all dimensions of {instrument, visit}"},
		"an unknown column":    {[]string{"instrument", "mood"}, nil, `column "mood" is neither a dimension nor in the records: correct its name with --rename, or drop it with --ignore-columns`},
		"a choice of elements": {[]string{"instrument", "seq_num", "day_obs"}, nil, `column "seq_num" may be of exposure or visit: say which with --onto, or as in --rename seq_num=exposure.seq_num`},
		"no instrument":        {[]string{"obs_id"}, nil, "dimension instrument is missing: give it with --set instrument=VALUE"},
		"no way":               {[]string{"instrument", "obs_id"}, []string{"tract"}, "nothing leads to dimension skymap: the records need a column of the input, or a relation such as visit_definition, or give it with --set skymap=VALUE"},
		"a choice of ways":     {[]string{"instrument", "exposure", "detector"}, []string{"visit"}, "several relations lead to dimension visit, those of exposure and visit; visit and detector: name all dimensions that are to stay with --onto and project the result, or choose the records of one with --select"},
		"no dimension":         {[]string{"instrument", "exposure"}, []string{"mood"}, `dimension groups do not fit: universe daf_butler/8 has no dimension "mood"`},
	} {
		_, err := observed(t, c.input...).Plan(resolve.Options{Onto: c.onto})
		assert.EqualError(t, err, c.err, name)
	}
}

func TestResolve(t *testing.T) {
	p := plan(t, observed(t, "instrument", "day_obs", "seq_num", "full_name"), resolve.Options{Onto: []string{"exposure", "detector"}})
	r := p.Resolve(5, []resolve.Column{
		texts("LSSTCam", "LSSTCam", "HSC", "LSSTCam", "LSSTCam"),
		texts("20251202", "20251203", "20251203", " 20251203", "20251203"),
		ints(1, 3, 1, 1, 7),
		texts("R02_S01", "R02_S01", "R02_S01", "R02_S02", "R02_S01"),
	})
	assert.Equal(t, []int32{0, 3}, r.Rows)
	var names []string
	for i, out := range p.Outputs() {
		names = append(names, out.Name)
		assert.Equal(t, out.Name != "instrument", out.Input < 0)
		if out.Input < 0 {
			assert.Equal(t, map[string][]int64{"exposure": {1, 3}, "detector": {10, 11}}[out.Name], r.Columns[i].Ints)
		}
	}
	assert.Equal(t, []string{"instrument", "exposure", "detector"}, names)
	p.Outputs()[0].Name = "spoilt" // the slice is the caller's
	assert.Equal(t, "instrument", p.Outputs()[0].Name)
	failed := map[int32]string{}
	for _, f := range r.Failures {
		failed[f.Row] = f.Err.Error()
	}
	assert.Equal(t, map[int32]string{
		1: `several records (2) of exposure have instrument "LSSTCam", day_obs 20251203, seq_num 3: exposure 5; exposure 6`,
		2: `no record of exposure has instrument "HSC", day_obs 20251203, seq_num 1`,
		4: `no record of exposure has instrument "LSSTCam", day_obs 20251203, seq_num 7`,
	}, failed)
	for _, f := range r.Failures {
		if f.Row == 1 {
			require.ErrorIs(t, f.Err, resolve.ErrAmbiguous)
		} else {
			require.ErrorIs(t, f.Err, resolve.ErrNoRecord)
		}
	}
}

func TestAllRecordsOfARow(t *testing.T) {
	columns := []resolve.Column{same(3, "LSSTCam"), ints(3, 1, 9)}
	p := plan(t, observed(t, "instrument", "visit"), resolve.Options{Onto: []string{"exposure"}})
	r := p.Resolve(3, columns)
	assert.Equal(t, []int32{1}, r.Rows)
	require.Len(t, r.Failures, 2)
	require.EqualError(t, r.Failures[0].Err, `several records (2) of exposure and visit have instrument "LSSTCam", visit 3: exposure 3; exposure 4`)

	p = plan(t, observed(t, "instrument", "visit"), resolve.Options{Onto: []string{"exposure"}, All: true})
	r = p.Resolve(3, columns)
	assert.Equal(t, []int32{0, 0, 1}, r.Rows)
	assert.ElementsMatch(t, []int64{3, 4}, r.Columns[1].Ints[:2])
	require.Len(t, r.Failures, 1)
	require.ErrorIs(t, r.Failures[0].Err, resolve.ErrNoRecord)
}

func TestRecordsAreCheckedAndJoined(t *testing.T) {
	r := resolve.NewRecords(universe(t), []string{"instrument", "full_name"})
	names := []string{"instrument", "detector", "full_name"}
	require.NoError(t, r.Add(names, []resolve.Column{texts("A"), ints(1), ints(7)}))
	require.NoError(t, r.Add(names, []resolve.Column{texts("A", "A"), ints(2, 1), texts("x", "7")}), "the second one again")
	require.ErrorContains(t, r.Add(names, []resolve.Column{texts("A"), texts("1"), texts("x")}), "the values of detector are not of type int64")
	require.ErrorContains(t, r.Add(names, []resolve.Column{texts("A"), ints(1)}), "not of one length")
	p := plan(t, r, resolve.Options{})
	got := p.Resolve(2, []resolve.Column{same(2, "A"), ints(7, 8)})
	assert.Equal(t, []int32{0}, got.Rows)
	assert.Equal(t, []int64{1}, got.Columns[1].Ints)

	r = resolve.NewRecords(universe(t), []string{"instrument", "day_obs", "seq_num"})
	require.NoError(t, r.Add([]string{"instrument", "day_obs", "seq_num"}, []resolve.Column{same(2, "A"), ints(20251202, 20251202), ints(1, 2)}))
	_, err := r.Plan(resolve.Options{})
	require.ErrorIs(t, err, resolve.ErrRecords)
	require.EqualError(t, err, `the records of day_obs contradict each other: instrument "A", day_obs 20251202 has several values of instrument, day_obs, seq_num: if something else is their primary key, name its column with --rename`)

	for name, c := range map[string]struct {
		names []string
		err   string
	}{
		"no key":        {[]string{"full_name"}, "no column is a dimension of daf_butler/8: name that of the primary key with --rename, as in --rename id=detector"},
		"no instrument": {[]string{"detector", "full_name"}, "dimension instrument is missing: give it with --set instrument=VALUE"},
	} {
		_, err := r.Keep(c.names)
		require.EqualError(t, err, c.err, name)
	}
	keep, err := r.Keep([]string{"instrument", "visit", "name", ""})
	require.NoError(t, err)
	assert.Equal(t, []bool{false, false, false, false}, keep, "the input has no field of visit")
}

// TestAgainstANaiveJoin compares with two loops.
func TestAgainstANaiveJoin(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n, rows, kinds := 1+rng.IntN(40), 1+rng.IntN(40), 1+rng.Int64N(12)
		exposure, day, seq := make([]int64, n), make([]int64, n), make([]int64, n)
		for i := range n {
			exposure[i], day[i], seq[i] = int64(i), rng.Int64N(3), rng.Int64N(kinds)
		}
		r := resolve.NewRecords(universe(t), []string{"instrument", "day_obs", "seq_num"})
		require.NoError(t, r.Add([]string{"instrument", "exposure", "day_obs", "seq_num"}, []resolve.Column{same(n, "X"), ints(exposure...), ints(day...), ints(seq...)}))
		asDay, asSeq := make([]int64, rows), make([]string, rows)
		for i := range rows {
			asDay[i], asSeq[i] = rng.Int64N(3), fmt.Sprint(rng.Int64N(kinds))
		}
		for _, all := range []bool{false, true} {
			got := map[int32]map[int64]bool{}
			result := plan(t, r, resolve.Options{All: all}).Resolve(rows, []resolve.Column{same(rows, "X"), ints(asDay...), texts(asSeq...)})
			for at, row := range result.Rows {
				if got[row] == nil {
					got[row] = map[int64]bool{}
				}
				require.False(t, got[row][result.Columns[1].Ints[at]], "each once")
				got[row][result.Columns[1].Ints[at]] = true
			}
			failed := map[int32]bool{}
			for _, f := range result.Failures {
				failed[f.Row] = true
			}
			for i := range rows {
				want := map[int64]bool{}
				for j := range n {
					if day[j] == asDay[i] && fmt.Sprint(seq[j]) == asSeq[i] {
						want[exposure[j]] = true
					}
				}
				if len(want) == 1 || all && len(want) > 1 {
					require.Equal(t, want, got[int32(i)])
				} else {
					require.Nil(t, got[int32(i)])
				}
				require.Equal(t, got[int32(i)] == nil, failed[int32(i)])
			}
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	const n, block = 2_600_000, 1 << 18
	exposure, day, seq, name := make([]int64, n), make([]int64, n), make([]int64, n), make([]string, n)
	for i := range exposure {
		night := int64(i / 1000)
		day[i], seq[i] = 20260000+night, int64(i%1000)
		exposure[i] = day[i]*100_000 + seq[i]
		name[i] = fmt.Sprintf("MC_O_%d_%06d", day[i], seq[i])
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name    string
		input   []string
		records map[string]resolve.Column
	}{
		{"obs_id", []string{"instrument", "obs_id"}, map[string]resolve.Column{"obs_id": texts(name...)}},
		{"day_obs,seq_num", []string{"instrument", "day_obs", "seq_num"}, map[string]resolve.Column{"day_obs": ints(day...), "seq_num": ints(seq...)}},
	} {
		for _, order := range []string{"sorted", "random"} {
			r := resolve.NewRecords(universe(b), c.input)
			names, columns := []string{"instrument", "exposure"}, []resolve.Column{same(n, "LSSTCam"), ints(exposure...)}
			var rows []resolve.Column
			places := make([]int, block)
			for i := range places {
				if places[i] = i; order == "random" {
					places[i] = rng.IntN(n)
				}
			}
			rows = append(rows, same(block, "LSSTCam"))
			for _, field := range c.input[1:] {
				names, columns = append(names, field), append(columns, c.records[field])
				var some resolve.Column
				for _, at := range places {
					if all := c.records[field]; all.Ints != nil {
						some.Ints = append(some.Ints, all.Ints[at])
					} else {
						some.Texts = append(some.Texts, all.Texts[at])
					}
				}
				rows = append(rows, some)
			}
			require.NoError(b, r.Add(names, columns))
			p := plan(b, r, resolve.Options{})
			b.Run(c.name+"/"+order, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if got := p.Resolve(block, rows); len(got.Rows) != block {
						b.Fatal(len(got.Rows))
					}
				}
				b.ReportMetric(float64(block)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
			})
		}
	}
}
