package table_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestMasksAreRefused(t *testing.T) {
	for names, column := range map[string]string{
		"instrument visit visit.mask": "visit", "visit.mask visit instrument": "visit", "instrument visit reason reason.mask": "reason",
		"instrument visit note note.mask": "note", "instrument exp.mask exp": "exp", "instrument begin end end.mask": "end",
		"instrument visit other other.mask": "", "instrument visit detector.mask": "", "instrument visit band band.mask": "band",
	} {
		opts := &table.ReadOptions{ReasonColumn: "note", Rename: map[string]string{"exp": "exposure", "begin..end": "visit"}, Ignore: []string{"visit.mask", "other", "other.mask", "detector.mask", "note.mask"}}
		if strings.Contains(names, " reason ") {
			opts.ReasonColumn = ""
		}
		for _, sink := range []table.Sink{nil, &rowsAsText{}} {
			opts.Sink = sink
			m, err := table.NewMapper("f", opts)
			require.NoError(t, err)
			err = m.Columns(1, strings.Fields(names))
			if column == "" {
				require.NoError(t, err, names)
				continue
			}
			require.EqualError(t, err, "f:1: column "+column+": "+column+".mask says which of its values are masked, and masks are read of ECSV alone: write the table as ECSV, or only its rows without masked values")
		}
	}
}
