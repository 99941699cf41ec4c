package parquet

import (
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// groupRows is the number of rows in each row group but the last.
const groupRows = 1 << 20

// Write writes a list as canonical Parquet (FORMAT.md 4.1): the same list
// gives the same bytes.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	if opts.IDsOnly {
		l = l.WithoutReasons()
	}
	out, err := newFileWriter(w, l)
	if err != nil {
		return err
	}
	rows := newRowBuffer(l)
	for run, reasons := range table.WithReasons(l) {
		rows.setRun(run, reasons)
		for left := run.Len; left > 0; {
			left -= rows.append(left)
			if rows.n == groupRows {
				if err := out.writeGroup(rows); err != nil {
					return err
				}
			}
		}
	}
	if rows.n > 0 {
		if err := out.writeGroup(rows); err != nil {
			return err
		}
	}
	return out.finish(rows)
}
