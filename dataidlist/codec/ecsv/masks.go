package ecsv

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A mask is a column that says which values of another one are masked, as
// astropy writes it with serialize_method data_mask.
type mask struct{ at, of int } // places of the columns

// masks finds the masks among the columns: those that meta declares, and columns
// called COLUMN.mask.
func (h *header) masks() []mask {
	var found []mask
	for i, c := range h.columns {
		of, is := h.masked[c.name]
		if !is {
			of, is = strings.CutSuffix(c.name, table.MaskSuffix)
		}
		if !is {
			continue
		}
		at := slices.IndexFunc(h.columns, func(c column) bool { return c.name == of })
		if at >= 0 && at != i {
			found = append(found, mask{i, at})
		}
	}
	return found
}

// declaredMasks collects the names of masks, and of what they are masks of, from
// what meta says of columns that astropy wrote as several.
func declaredMasks(n *yaml.Node, masked map[string]string) {
	data, mask := yamltree.Get(yamltree.Get(n, "data"), "name"), yamltree.Get(yamltree.Get(n, "mask"), "name")
	if data != nil && mask != nil {
		masked[mask.Value] = data.Value
	}
	for _, inner := range yamltree.Pairs(n) {
		declaredMasks(inner, masked)
	}
}

// A masking applies the masks of a table, which are no columns for the mapper.
type masking struct {
	columns []column
	masks   []mask // of columns that are used
	others  []int  // places of the columns that are none; nil if all are
	ignored []string
	cells   []table.Cell
}

// newMasking takes the masks out of the options. It refuses those that would
// make something else of a mask.
func newMasking(h *header, opts *table.ReadOptions) (*masking, error) {
	m := &masking{columns: h.columns, masks: h.masks()}
	if m.masks == nil {
		return m, nil
	}
	isMask := func(i int) bool { return slices.ContainsFunc(m.masks, func(m mask) bool { return m.at == i }) }
	ignore := opts.Ignore
	opts.Ignore = nil
	for i, c := range h.columns {
		_, renamed := opts.Rename[c.name]
		switch {
		case !isMask(i):
			m.others = append(m.others, i)
		case renamed, c.name == opts.ReasonColumn:
			return nil, table.OptionsError(fmt.Errorf("column %s says which values of another one are masked: no option can make something else of it", dataidlist.Quote(c.name)))
		case slices.Contains(ignore, c.name):
			m.ignored = append(m.ignored, c.name)
		}
	}
	for _, name := range ignore {
		if !slices.Contains(m.ignored, name) {
			opts.Ignore = append(opts.Ignore, name)
		}
	}
	return m, nil
}

// names gives the names of the columns that are no masks.
func (m *masking) names(all []string) []string {
	if m.others == nil {
		return all
	}
	names := make([]string, len(m.others))
	for i, at := range m.others {
		names[i] = all[at]
	}
	return names
}

// only drops the masks of columns that the mapper has no use for.
func (m *masking) only(uses func(column int) bool) {
	m.masks = slices.DeleteFunc(m.masks, func(mask mask) bool { return !uses(slices.Index(m.others, mask.of)) })
}

// row gives the cells of a row that are no masks. A masked one is empty, as
// those are in tables without masks. The index is that of a mask that is wrong.
func (m *masking) row(cells []table.Cell) (row []table.Cell, index int, err error) {
	for _, mask := range m.masks {
		masked, err := isMasked(cells[mask.at])
		if err != nil {
			return nil, mask.at, err
		}
		if masked {
			cells[mask.of].Bytes = nil
		}
	}
	if m.others == nil {
		return cells, 0, nil
	}
	m.cells = m.cells[:0]
	for _, at := range m.others {
		m.cells = append(m.cells, cells[at])
	}
	return m.cells, 0, nil
}

func isMasked(c table.Cell) (bool, error) {
	switch string(c.Bytes) {
	case "True", "1":
		return true, nil
	case "False", "0":
		return false, nil
	}
	return false, fmt.Errorf("%w: %s is neither True nor False", dataidlist.ErrValue, dataidlist.Quote(string(c.Bytes)))
}

// explain adds to an error about a row that a mask has made the value empty.
func (m *masking) explain(err error, cells []table.Cell) error {
	var placed *dataidlist.InputError
	if !errors.As(err, &placed) {
		return err
	}
	for _, mask := range m.masks {
		if masked, _ := isMasked(cells[mask.at]); masked && m.columns[mask.of].name == placed.Column {
			placed.Err = fmt.Errorf("%s is True: %w", m.columns[mask.at].name, placed.Err)
		}
	}
	return err
}
