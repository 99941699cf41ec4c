package table

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// A told is what a model knows of a point.
type told struct {
	value int64
	rows  []int64
}

// entriesOf gives the entries of a ledger, and checks that it is in order.
func entriesOf(t *testing.T, l *ledger, w int) (all []entry) {
	t.Helper()
	var ends []int64
	for _, page := range l.pages {
		require.NotEmpty(t, page)
		require.LessOrEqual(t, len(page), pageEntries*w)
		for e := range slices.Chunk(page, w) {
			require.LessOrEqual(t, entry(e).first(), entry(e).last())
			require.True(t, len(all) == 0 || all[len(all)-1].before(e), "%v behind %v", e, all)
			all = append(all, e)
		}
		ends = append(ends, all[len(all)-1]...)
	}
	require.Equal(t, ends, l.ends)
	return all
}

func TestLedgerAgreesWithAModel(t *testing.T) {
	rng := listtest.Rand(t)
	for _, lead := range []int{0, 1, 2} {
		for range 4 {
			testLedger(t, rng, lead)
		}
	}
}

func testLedger(t *testing.T, rng *rand.Rand, lead int) {
	const points, adds = 4000, 3000
	w := lead + 1 + beside
	l, model := &ledger{}, map[[3]int64]*told{}
	mostlyOne := rng.IntN(2) == 0 // value, or else one for some points each
	longest := []int64{20, points / 2}[rng.IntN(2)]
	next, refused := int64(0), 0
	for row := range int64(adds) {
		e := make(entry, w)
		for i := range lead {
			e[i] = rng.Int64N(2)
		}
		first := rng.Int64N(points)
		if next++; rng.IntN(2) == 0 {
			first = next // a sorted input
		}
		last, value := first, first/100
		switch rng.IntN(40) {
		case 0:
			last += rng.Int64N(longest)
		case 1, 2, 3:
			last += rng.Int64N(5)
		}
		if mostlyOne {
			value = 7
		}
		if rng.IntN(50) == 0 {
			value++
		}
		e[lead] = first
		e.set(last, value, row)

		point := func(at int64) (p [3]int64) {
			copy(p[:], e[:lead])
			p[2] = at
			return p
		}
		against := int64(-1)
		for at := first; at <= last && against < 0; at++ {
			if known := model[point(at)]; known != nil && known.value != value {
				against = at
			}
		}
		other, place := l.against(e)
		if against >= 0 {
			refused++
			require.NotNil(t, other, "%v against a point at %d", e, against)
			at := max(first, other.first())
			known := model[point(at)]
			require.NotNil(t, known)
			require.Equal(t, known.value, other.value())
			require.Contains(t, known.rows, other.rowOf(at))
			continue
		}
		require.Nil(t, other, "%v", e)
		l.add(place, e)
		for at := first; at <= last; at++ {
			known := model[point(at)]
			if known == nil {
				known = &told{value: value}
				model[point(at)] = known
			}
			known.rows = append(known.rows, row)
		}
	}
	require.NotZero(t, refused)
	all := entriesOf(t, l, w)
	require.LessOrEqual(t, len(all), 2*adds)
	require.True(t, longest > 20 || len(l.pages) > 2)
	n := 0
	for _, e := range all {
		for at := e.first(); at <= e.last(); at++ {
			var p [3]int64
			copy(p[:], e.lead())
			p[2] = at
			known := model[p]
			require.NotNil(t, known, "%v", p)
			require.Equal(t, known.value, e.value(), "%v", p)
			require.Contains(t, known.rows, e.rowOf(at), "%v", p)
			n++
		}
	}
	require.Len(t, model, n)
}

// TestLedgerForgetsWhatIsCovered has a hostile input: points, and then ranges
// that each cover all of them.
func TestLedgerForgetsWhatIsCovered(t *testing.T) {
	const n = 5000
	l := &ledger{}
	add := func(first, last, row int64) {
		e := entry{first, 0, 0, 0}
		e.set(last, 7, row)
		l.add(l.find(e), e)
	}
	for i := range int64(n) {
		add(3*i, 3*i, i)
	}
	require.Len(t, entriesOf(t, l, 4), n)
	for i := range int64(n) {
		add(n-i, 2*n+i, i)
	}
	add(0, 3*n, 1)
	require.Equal(t, []entry{{0, 3 * n, 7, ^1}}, entriesOf(t, l, 4))
}

// TestLedgerOfASortedInput has visits whose rows follow each other: they take as
// little room as a range.
func TestLedgerOfASortedInput(t *testing.T) {
	l := &ledger{}
	add := func(at, value, row int64) {
		e := entry{at, 0, 0, 0}
		e.set(at, value, row)
		l.add(l.find(e), e)
	}
	for i := range int64(1000) {
		add(i, i/300, i+2)
	}
	require.Equal(t, []entry{{0, 299, 0, 2}, {300, 599, 1, 302}, {600, 899, 2, 602}, {900, 999, 3, 902}}, entriesOf(t, l, 4))
	add(1001, 3, 1003) // a point lacks
	add(1002, 3, 1005) // a row lacks
	add(1003, 3, 1005) // the same row
	require.Equal(t, []entry{{900, 999, 3, 902}, {1001, 1001, 3, 1003}, {1002, 1002, 3, 1005}, {1003, 1003, 3, 1005}}, entriesOf(t, l, 4)[3:])
	require.EqualValues(t, 1001, entriesOf(t, l, 4)[3].rowOf(999))
}
