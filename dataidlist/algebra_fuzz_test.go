package dataidlist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// program is bytes that are read as a few operations on a stack of lists and
// on their models.
type program struct {
	code   []byte
	lists  []*dataidlist.List
	models []*listtest.Model
}

func (p *program) next() int64 {
	if len(p.code) == 0 {
		return 0
	}
	c := p.code[0]
	p.code = p.code[1:]
	return int64(c)
}

// value is a small number, or one near a power of 2.
func (p *program) value() int64 {
	c := p.next()
	if c < 0x80 {
		return c & 15
	}
	return 1<<[]uint{8, 16, 32, 62}[c>>4&3] - 8 + c&15
}

// build pushes a list of a few runs.
func (p *program) build(t *testing.T, g *dataidlist.Group) {
	b := dataidlist.NewBuilder(g)
	var rows []listtest.Row
	for n := p.next() % 8; n > 0; n-- {
		strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
		for i := range strs {
			strs[i] = []string{"a", "a\x00", "b", "a\x01"}[p.next()&3]
		}
		for i := range ints {
			ints[i] = p.value()
		}
		length := 1 + p.next()%20
		reasons := listtest.Reasons()[:p.next()%3]
		require.NoError(t, b.AddRun(strs, ints, length, reasons...))
		for i := range length {
			row := listtest.Row{Strings: strs, Ints: append([]int64(nil), ints...), Reasons: reasons}
			row.Ints[len(ints)-1] += i
			rows = append(rows, row)
		}
	}
	p.push(b.List(), listtest.NewModel(g, rows))
}

func (p *program) push(l *dataidlist.List, m *listtest.Model) {
	p.lists, p.models = append(p.lists, l), append(p.models, m)
}

// FuzzAlgebra runs small programs on lists and their models.
func FuzzAlgebra(f *testing.F) {
	f.Add([]byte{0, 3, 0, 1, 2, 19, 0, 0, 0x85, 0x91, 3, 1, 1, 7, 0xA8, 9, 2, 4, 2, 0, 0xB9, 0xB0, 5, 1, 0, 1, 2, 3, 4, 5, 6, 7})
	f.Add([]byte{1, 7, 0, 0x88, 0x97, 19, 2, 1, 1, 1, 1, 1, 5, 0, 1, 2, 3, 0, 2, 7, 3, 8, 4, 6, 1})
	f.Add([]byte{2, 4, 0x8F, 0x9F, 0xAF, 0xBF, 0x8F, 19, 1, 1, 1, 1, 1, 1, 5, 0, 2, 0, 5, 1, 7, 9, 6, 31, 6, 5})
	groups := listtest.Groups(f)
	choices := []*dataidlist.Group{groups[0], groups[5], groups[len(groups)-1]}
	f.Fuzz(func(t *testing.T, code []byte) {
		p := &program{code: code[:min(len(code), 400)]}
		g := choices[p.next()%int64(len(choices))]
		subs := listtest.SubGroups(g)
		p.build(t, g)
		p.build(t, g)
		for range 12 {
			if len(p.code) == 0 {
				break
			}
			n := len(p.lists)
			a, b := p.lists[n-1], p.lists[n-2]
			ma, mb := p.models[n-1], p.models[n-2]
			switch op := p.next() % 8; op {
			case 0:
				p.build(t, g)
				continue
			case 1, 2, 3, 4:
				o := operations[[]string{"union", "intersect", "subtract", "symmetric difference"}[op-1]]
				got, err := o.lists(a, b)
				require.NoError(t, err)
				p.push(got, o.models(ma, mb))
			case 5, 6:
				onto := subs[p.next()%int64(len(subs))]
				coarse, err := b.Project(onto)
				require.NoError(t, err)
				mc := mb.Project(onto)
				listtest.Check(t, mc, coarse)
				if op == 5 {
					got, err := a.Matching(coarse)
					require.NoError(t, err)
					p.push(got, ma.Matching(mc))
				} else {
					got, err := a.NotMatching(coarse)
					require.NoError(t, err)
					p.push(got, ma.NotMatching(mc))
				}
			case 7:
				not := p.next()&1 == 1
				text, _ := b.Where(dataidlist.WhereOptions{Not: not})
				got, err := a.Filter(text)
				require.NoError(t, err)
				if not {
					p.push(got, listtest.Subtract(ma, mb))
				} else {
					p.push(got, ma.Matching(mb))
				}
			}
			last := len(p.lists) - 1
			listtest.Check(t, p.models[last], p.lists[last])
		}
	})
}
