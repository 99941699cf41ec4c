package campaign

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Old records may have two pins of one kind and name, which no verb writes any more.
func TestComparePinsOfOneName(t *testing.T) {
	pins := func(versions ...string) (d Definition) {
		for _, v := range versions {
			d.Pins = append(d.Pins, Pin{Kind: "config", Name: "isr", Version: v})
		}
		return d
	}
	for _, test := range []struct {
		right Definition
		want  []FieldDifference
	}{
		{pins("1", "2"), []FieldDifference{}},
		{pins("3", "2"), []FieldDifference{{Field: "pins config isr version", Left: "1", Right: "3"}}},
		{pins("1", "3"), []FieldDifference{{Field: "pins config isr 2 version", Left: "2", Right: "3"}}},
	} {
		fields, err := compareFields(pins("1", "2"), test.right)
		require.NoError(t, err)
		assert.Equal(t, test.want, fields)
	}
}
