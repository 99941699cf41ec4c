package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
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

// operations are what CMS's tools do with two lists.
var operations = map[string]struct {
	ours  func(*dataidlist.List, ...*dataidlist.List) (*dataidlist.List, error)
	holds func(inA, inB bool) bool
}{
	"and": {dataidlist.Intersect, func(inA, inB bool) bool { return inA && inB }},
	"or":  {dataidlist.Union, func(inA, inB bool) bool { return inA || inB }},
	"sub": {dataidlist.Subtract, func(inA, inB bool) bool { return inA && !inB }},
}

// A pair is golden JSON to be combined.
type pair [2]string

// model is what the operations are to give, section by section.
func (p pair) model(t *testing.T) map[string]lumiList {
	want := map[string]lumiList{}
	for name, op := range operations {
		want[name] = combine(sectionsOf(t, p[0]), sectionsOf(t, p[1]), op.holds).compact()
	}
	return want
}

// check requires that our operations give what is wanted.
func (p pair) check(t *testing.T, want map[string]lumiList) {
	opts := &table.ReadOptions{Universe: cms(t)}
	left, right := mustRead(t, p[0], opts).List, mustRead(t, p[1], opts).List
	for name, op := range operations {
		got, err := op.ours(left, right)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, json.WriteGolden(&out, got, nil))
		ranges := lumiList{}
		require.NoError(t, stdjson.Unmarshal(out.Bytes(), &ranges))
		require.Equal(t, want[name], ranges, "%s of %s and %s", name, p[0][:min(len(p[0]), 300)], p[1][:min(len(p[1]), 300)])
	}
}

func TestAlgebraIsThatOfCMS(t *testing.T) {
	rng := listtest.Rand(t)
	for range 200 {
		p := pair{randomGolden(rng), randomGolden(rng)}
		p.check(t, p.model(t))
	}
}

// certified is a real certificate and, as what was processed, every second run
// of it a little later.
func certified(t *testing.T) pair {
	certificate := real(t, "cms/Cert_294927-306462_13TeV_EOY2017ReReco_Collisions17_JSON.txt")
	var ranges lumiList
	require.NoError(t, stdjson.Unmarshal([]byte(certificate), &ranges))
	processed := lumiList{}
	for run, pairs := range ranges {
		if run[len(run)-1]%2 == 0 {
			for _, p := range pairs {
				processed[run] = append(processed[run], [2]int{p[0] + 3, p[1] + 5})
			}
		}
	}
	text, err := stdjson.Marshal(processed)
	require.NoError(t, err)
	return pair{certificate, string(text)}
}

func TestAlgebraOfARealCertificate(t *testing.T) {
	p := certified(t)
	p.check(t, p.model(t))
}

// TestToolsOfCMS has the class behind compareJSON.py do the same.
func TestToolsOfCMS(t *testing.T) {
	const script = `
import json, sys
from WMCore.DataStructs.LumiList import LumiList
operations = {"and": LumiList.__and__, "or": LumiList.__or__, "sub": LumiList.__sub__}
def do(operation, pair):  # on lists of its own, since LumiList changes those that it is given
    return operation(*(LumiList(compactList=json.loads(text)) for text in pair)).getCompactList()
json.dump([{name: do(op, pair) for name, op in operations.items()} for pair in json.load(sys.stdin)], sys.stdout)
`
	python := pyenv.Python(t)
	rng := listtest.Rand(t)
	var pairs []pair
	for range 50 {
		pairs = append(pairs, pair{randomGolden(rng), randomGolden(rng)})
	}
	if _, err := os.Stat(realFiles); err == nil {
		pairs = append(pairs, certified(t))
	}
	in, err := stdjson.Marshal(pairs)
	require.NoError(t, err)
	tool := exec.Command(python, "-c", script)
	tool.Stdin = bytes.NewReader(in)
	out, err := tool.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		require.NoError(t, err, string(exit.Stderr))
	}
	require.NoError(t, err)
	var theirs []map[string]lumiList
	require.NoError(t, stdjson.Unmarshal(out, &theirs))
	require.Len(t, theirs, len(pairs))
	for i, p := range pairs {
		p.check(t, theirs[i])
	}
}
