package table_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// single is the list of one DataId.
func single(t require.TestingT, v int64) *dataidlist.List {
	b := dataidlist.NewBuilder(listtest.Group(t, "htm7"))
	require.NoError(t, b.AddRun(nil, []int64{v}, 1))
	return b.List()
}

func derived(l *dataidlist.List, operation string, inputs ...*dataidlist.List) *dataidlist.List {
	d := &dataidlist.Derivation{Operation: operation}
	for i, l := range inputs {
		d.Inputs = append(d.Inputs, dataidlist.InputOf("", fmt.Sprint(i), l))
	}
	return l.WithInfo(dataidlist.Info{Derivation: d})
}

// outline gives the operations of a derivation in the order of their inputs.
func outline(d *dataidlist.Derivation) string {
	if d == nil {
		return "-"
	}
	var inputs []string
	for _, i := range d.Inputs {
		inputs = append(inputs, outline(i.Derivation))
	}
	return d.Operation + "(" + strings.Join(inputs, " ") + ")"
}

func TestADerivationIsRecordedOnce(t *testing.T) {
	a, b, c := single(t, 1), single(t, 2), single(t, 3)
	sampled := derived(a, "sample", c)
	for want, l := range map[string]*dataidlist.List{
		"-":                          a,
		"sample(-)":                  sampled,
		"union(sample(-) -)":         derived(b, "union", sampled, sampled),
		"union(filter(-) sample(-))": derived(b, "union", derived(c, "filter", sampled), sampled), // the outermost
		// A list within its own derivation is no repetition.
		"convert(convert(sample(-)))": derived(a, "convert", derived(a, "convert", sampled)),
		"union(convert(sample(-)) -)": derived(b, "union", derived(a, "convert", sampled), sampled),
	} {
		assert.Equal(t, want, outline(table.HeaderOf(l).Derivation))
	}
}

func TestDerivationsThatShareInputsStaySmall(t *testing.T) {
	l := single(t, 0)
	for i := range int64(60) {
		l = derived(single(t, i+1), "apply", l, l)
	}
	text, err := json.Marshal(table.HeaderOf(l))
	require.NoError(t, err)
	assert.Less(t, len(text), 32<<10)
}

func TestTheInnermostDerivationsAreLeftOutFirst(t *testing.T) {
	many := func(l *dataidlist.List) *dataidlist.List {
		l = derived(l, "union", single(t, 99), l)
		d := *l.Info().Derivation
		d.Parameters = map[string]string{"where": strings.Repeat("x", 150<<10)}
		return l.WithInfo(dataidlist.Info{Derivation: &d})
	}
	l := single(t, 0)
	for range 5 {
		l = many(l)
	}
	got := table.HeaderOf(l).Derivation
	assert.Equal(t, "union(- union(- union(- -)))", outline(got))
	text, err := json.Marshal(got)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(text), 512<<10)

	d := &dataidlist.Derivation{Operation: strings.Repeat("x", 512<<10)}
	assert.Nil(t, table.HeaderOf(l.WithInfo(dataidlist.Info{Derivation: d})).Derivation)
	assert.Len(t, l.Info().Derivation.Inputs, 2, "the list's own is as it was")
}
