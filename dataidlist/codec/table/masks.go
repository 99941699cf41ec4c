package table

import (
	"fmt"
	"slices"
	"strings"
)

// MaskSuffix is what astropy puts behind the name of a column for that of its
// mask, which says which of its values are masked.
const MaskSuffix = ".mask"

// refuseMasks refuses a column of a dimension or of reasons beside which there is
// its mask, ignored or not: without it, rows that have no DataId would give one.
// A reader that applies masks does not name them to the mapper.
func (m *Mapper) refuseMasks(row int64, names []string) error {
	for _, mask := range names {
		column, ok := strings.CutSuffix(mask, MaskSuffix)
		if ok && slices.Contains(names, column) && m.hasUse(column, names) {
			return m.fail(row, column, fmt.Errorf("%s says which of its values are masked, and masks are read of ECSV alone: write the table as ECSV, or only its rows without masked values", mask))
		}
	}
	return nil
}

// hasUse reports whether a column is one of a dimension or of reasons.
func (m *Mapper) hasUse(column string, names []string) bool {
	if slices.Contains(m.opts.Ignore, column) {
		return false
	}
	for from := range m.opts.Rename {
		first, last, _ := strings.Cut(from, "..")
		if column == from || column == first || column == last {
			return true
		}
	}
	return m.IsDimension(column) || column == m.reasonColumn(names)
}
