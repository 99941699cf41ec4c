package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// A lumiList is what CMS's own tools make of golden JSON: ranges by run, each
// with its first and its last section, ascending and joined where they overlap
// or touch. Runs without sections are left out.
type lumiList map[string][][2]int

// sections are the lumi sections of each run, one by one.
type sections map[string]map[int]bool

func sectionsOf(t *testing.T, text string) sections {
	t.Helper()
	var ranges lumiList
	require.NoError(t, stdjson.Unmarshal([]byte(text), &ranges))
	all := sections{}
	for run, pairs := range ranges {
		all[run] = map[int]bool{}
		for _, pair := range pairs {
			for lumi := pair[0]; lumi <= pair[1]; lumi++ {
				all[run][lumi] = true
			}
		}
	}
	return all
}

// combine keeps the sections of a and b that holds says to keep.
func combine(a, b sections, holds func(inA, inB bool) bool) sections {
	kept := sections{}
	for _, of := range []sections{a, b} {
		for run, lumis := range of {
			for lumi := range lumis {
				if holds(a[run][lumi], b[run][lumi]) {
					if kept[run] == nil {
						kept[run] = map[int]bool{}
					}
					kept[run][lumi] = true
				}
			}
		}
	}
	return kept
}

func (s sections) compact() lumiList {
	list := lumiList{}
	for run, lumis := range s {
		var in []int
		for lumi := range lumis {
			in = append(in, lumi)
		}
		slices.Sort(in)
		for _, lumi := range in {
			if n := len(list[run]); n > 0 && list[run][n-1][1] == lumi-1 {
				list[run][n-1][1] = lumi
			} else {
				list[run] = append(list[run], [2]int{lumi, lumi})
			}
		}
	}
	return list
}

// randomGolden draws golden JSON with ranges that overlap, touch and are out of
// order, and empty runs.
func randomGolden(rng *rand.Rand) string {
	var runs []string
	for run := range 6 {
		if rng.IntN(4) == 0 {
			continue
		}
		var ranges []string
		for range rng.IntN(6) {
			first := 1 + rng.IntN(30)
			ranges = append(ranges, fmt.Sprintf("[%d, %d]", first, first+rng.IntN(8)))
		}
		runs = append(runs, fmt.Sprintf("%q: [%s]", fmt.Sprint(300000+run), strings.Join(ranges, ", ")))
	}
	return "{" + strings.Join(runs, ", ") + "}"
}

// checkCMS requires that and, or and sub of two files are what CMS has.
func checkCMS(t *testing.T, a, b string) {
	t.Helper()
	opts := &table.ReadOptions{Universe: cms(t)}
	left, right := mustRead(t, a, opts).List, mustRead(t, b, opts).List
	for name, c := range map[string]struct {
		ours  func(*dataidlist.List, ...*dataidlist.List) (*dataidlist.List, error)
		holds func(inA, inB bool) bool
	}{
		"and": {dataidlist.Intersect, func(inA, inB bool) bool { return inA && inB }},
		"or":  {dataidlist.Union, func(inA, inB bool) bool { return inA || inB }},
		"sub": {dataidlist.Subtract, func(inA, inB bool) bool { return inA && !inB }},
	} {
		got, err := c.ours(left, right)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, json.WriteGolden(&out, got, nil))
		ranges := lumiList{}
		require.NoError(t, stdjson.Unmarshal(out.Bytes(), &ranges))
		require.Equal(t, combine(sectionsOf(t, a), sectionsOf(t, b), c.holds).compact(), ranges, "%s of %s and %s", name, a[:min(len(a), 300)], b[:min(len(b), 300)])
	}
}

func TestAlgebraIsThatOfCMS(t *testing.T) {
	rng := listtest.Rand(t)
	for range 200 {
		checkCMS(t, randomGolden(rng), randomGolden(rng))
	}
}

func TestAlgebraOfARealCertificate(t *testing.T) {
	certificate := real(t, "cms/Cert_294927-306462_13TeV_EOY2017ReReco_Collisions17_JSON.txt")
	var ranges lumiList
	require.NoError(t, stdjson.Unmarshal([]byte(certificate), &ranges))
	processed := lumiList{} // every second run, and all a little later
	for run, pairs := range ranges {
		if run[len(run)-1]%2 == 0 {
			for _, p := range pairs {
				processed[run] = append(processed[run], [2]int{p[0] + 3, p[1] + 5})
			}
		}
	}
	text, err := stdjson.Marshal(processed)
	require.NoError(t, err)
	checkCMS(t, certificate, string(text))
}
