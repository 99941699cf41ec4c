package table_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestPlain(t *testing.T) {
	const null, text, integer = table.Null, table.Text, table.Int
	for name, c := range map[string]struct {
		opts  table.ReadOptions
		names []string
		kinds []table.Kind
		step  int
	}{
		"all columns":                 {table.ReadOptions{}, []string{"reason", "detector", "band", "visit", "instrument"}, []table.Kind{text, integer, text, integer, text}, 1},
		"an ignored column":           {table.ReadOptions{Ignore: []string{"x"}}, []string{"instrument", "x", "visit"}, []table.Kind{text, null, integer}, 2},
		"a string is set":             {table.ReadOptions{Set: map[string]string{"instrument": "L"}}, []string{"visit"}, []table.Kind{integer}, 0},
		"the last dimension is set":   {table.ReadOptions{Set: map[string]string{"detector": "3"}}, []string{"instrument", "visit"}, []table.Kind{text, integer}, -1},
		"a range is set":              {table.ReadOptions{Set: map[string]string{"visit": "3..4"}}, []string{"instrument", "detector"}, []table.Kind{text, integer}, -1},
		"a column with several":       {table.ReadOptions{Split: map[string]string{"instrument": "^"}}, []string{"instrument", "visit"}, []table.Kind{text, integer}, -1},
		"a range in two columns":      {table.ReadOptions{Rename: map[string]string{"a..b": "visit"}}, []string{"instrument", "a", "b"}, []table.Kind{text, integer, integer}, -1},
		"the last fixes the implied":  {table.ReadOptions{}, []string{"instrument", "visit", "day_obs"}, []table.Kind{text, integer, integer}, -1},
		"no int dimension":            {table.ReadOptions{}, []string{"instrument"}, []table.Kind{text}, -1},
		"an implied that is left out": {table.ReadOptions{Ignore: []string{"band"}}, []string{"instrument", "visit", "band"}, []table.Kind{text, integer, null}, 1},
	} {
		m := mapper(t, &c.opts, c.names)
		p := m.Plain()
		assert.Equal(t, table.Plain{Names: c.names, Kinds: c.kinds, Step: c.step}, p, name)
		p.Names[0], p.Kinds[0] = "spoilt", table.Range // they are the caller's
		assert.Equal(t, table.Plain{Names: c.names, Kinds: c.kinds, Step: c.step}, m.Plain(), name)
	}
}
