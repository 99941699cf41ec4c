package yaml

import (
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// ReadWhole reads a document as one tree.
func ReadWhole(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	r := &reader{file: src.Name, opts: *opts.OrZero(), text: window{r: whole.Reader(src), line: 1}}
	result, err := r.whole(nil)
	if err != nil {
		return nil, r.fail(err)
	}
	return result, nil
}
