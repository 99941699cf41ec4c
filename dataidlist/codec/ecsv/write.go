package ecsv

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/delimited"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Write writes a list.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	if opts = opts.OrZero(); opts.IDsOnly {
		l = l.WithoutReasons()
	}
	head, err := appendHeader(nil, l, opts)
	if err != nil {
		return err
	}
	if len(head) > maxHeader {
		return fmt.Errorf("%w: title, description and derivation give a header of more than %d bytes", dataidlist.ErrLimit, maxHeader)
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	return delimited.Write(w, l, delimited.Style{Delimiter: ',', Plain: true}, opts)
}

// appendHeader appends the comments, as astropy writes them except that the
// description of the list is JSON, which is YAML too.
func appendHeader(dst []byte, l *dataidlist.List, opts *table.WriteOptions) ([]byte, error) {
	dst = append(dst, "# %ECSV 1.0\n# ---\n# datatype:\n"...)
	columns, _ := delimited.Columns(l, opts)
	for _, name := range columns {
		datatype := "string"
		if slices.Contains(l.Group().Ints(), name) {
			datatype = "int64"
		}
		dst = fmt.Appendf(dst, "# - {name: %s, datatype: %s}\n", scalar(name), datatype)
	}
	dst = fmt.Appendf(dst, "# delimiter: ','\n# meta: !!omap\n# - %s: ", metaKey)
	h := table.HeaderOf(l)
	if !keepsReasons(l) {
		h.FullDigest = nil
	}
	list, err := yamltree.AppendJSON(nil, h)
	if err != nil {
		return nil, err
	}
	return append(append(dst, list...), "\n# schema: astropy-2.0\n"...), nil
}

// keepsReasons reports whether the column reason gives the same reasons back,
// so that the full digest can be checked.
func keepsReasons(l *dataidlist.List) bool {
	for r := range l.Reasons() {
		if r != (dataidlist.Reason{Text: delimited.OnOneLine(r.Text)}) {
			return false
		}
	}
	for _, reasons := range table.WithReasons(l) {
		if len(reasons) > 1 {
			return false
		}
	}
	return true
}

// scalar gives the name of a dimension, in quotes where YAML would take it for
// null or a boolean.
func scalar(name string) string {
	switch strings.ToLower(name) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return strconv.Quote(name)
	}
	return name
}
