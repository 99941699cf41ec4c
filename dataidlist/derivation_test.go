package dataidlist_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestDerivationsOfWhatIsMadeOfItselfStaySmall has lists that are each made of
// the one before, twice: a copy of all that is said of them has 2^16 derivations.
func TestDerivationsOfWhatIsMadeOfItselfStaySmall(t *testing.T) {
	list := dataidlist.Empty(listtest.Group(t, "visit"))
	const steps = 16
	for range steps {
		operand := dataidlist.InputOf("", "x", list)
		list = list.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{
			Operation: "union", Parameters: map[string]string{"a": "b"}, Inputs: []dataidlist.Input{operand, dataidlist.InputOf("", "x", list)},
		}})
	}
	known := map[*dataidlist.Derivation]bool{}
	for d := list.Info().Derivation; d != nil; d = d.Inputs[0].Derivation {
		require.Same(t, d.Inputs[0].Derivation, d.Inputs[1].Derivation)
		known[d] = true
	}
	assert.Len(t, known, steps)
}

// TestDerivationsThatDifferStayApart has inputs that differ in one thing each.
func TestDerivationsThatDifferStayApart(t *testing.T) {
	source := func(change func(*dataidlist.Derivation)) dataidlist.Input {
		d := &dataidlist.Derivation{Operation: "a", Parameters: map[string]string{"b": "c"}, Inputs: []dataidlist.Input{{Name: "d"}}}
		change(d)
		return dataidlist.Input{Derivation: d}
	}
	d := &dataidlist.Derivation{Inputs: []dataidlist.Input{
		source(func(*dataidlist.Derivation) {}),
		source(func(d *dataidlist.Derivation) { d.Operation = `a" "b` }),
		source(func(d *dataidlist.Derivation) { d.Parameters["b"] = "d" }),
		source(func(d *dataidlist.Derivation) { d.Inputs[0].Role = "base" }),
		source(func(d *dataidlist.Derivation) { d.Inputs[0].Name = "e" }),
		source(func(d *dataidlist.Derivation) { d.Inputs[0].Digest[0] = 1 }),
		source(func(d *dataidlist.Derivation) { d.Inputs[0].FullDigest[0] = 1 }),
		source(func(d *dataidlist.Derivation) { d.Inputs[0].Count = 1 }),
		source(func(d *dataidlist.Derivation) { d.Inputs[0].Derivation = &dataidlist.Derivation{Operation: "f"} }),
		source(func(d *dataidlist.Derivation) { d.Inputs = append(d.Inputs, d.Inputs[0]) }),
	}}
	list := dataidlist.Empty(listtest.Group(t, "visit")).WithInfo(dataidlist.Info{Derivation: d})
	assert.Equal(t, d, list.Info().Derivation)
}

func TestDerivationWithinItselfIsRefused(t *testing.T) {
	d := &dataidlist.Derivation{Operation: "union"}
	d.Inputs = []dataidlist.Input{{Derivation: &dataidlist.Derivation{Inputs: []dataidlist.Input{{Derivation: d}}}}}
	list := dataidlist.Empty(listtest.Group(t, "visit"))
	assert.PanicsWithValue(t, "dataidlist: a Derivation that is within itself: an operation has inputs that were there before it",
		func() { list.WithInfo(dataidlist.Info{Derivation: d}) })
}
