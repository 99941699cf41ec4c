package yaml

import (
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// IsLines reports whether a document is read line by line, as YAML is not.
func IsLines(src table.Source) bool {
	w := window{r: src.R, line: 1}
	w.skipMark()
	return w.findLines()
}

// ReadWhole reads a document as one tree.
func ReadWhole(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	r := &reader{file: src.Name, opts: *opts.OrZero(), text: window{r: whole.Reader(src), line: 1}}
	result, err := r.whole(nil)
	if err != nil {
		return nil, r.fail(err)
	}
	return result, nil
}
