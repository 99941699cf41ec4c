package dataidlist_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func TestInputErrorSaysWhere(t *testing.T) {
	for want, err := range map[string]dataidlist.InputError{
		"bad.csv:7: column visit: bad value": {File: "bad.csv", Row: 7, Column: "visit"},
		"bad.csv:7: bad value":               {File: "bad.csv", Row: 7, Byte: 124},
		"-: byte 123: bad value":             {File: "-", Byte: 124},
		"-: byte 0: column visit: bad value": {File: "-", Column: "visit", Byte: 1},
		"a.parquet: column visit: bad value": {File: "a.parquet", Column: "visit"},
		"a.parquet: bad value":               {File: "a.parquet"},
	} {
		err.Err = dataidlist.ErrValue
		assert.Equal(t, want, err.Error())
		require.ErrorIs(t, fmt.Errorf("read: %w", &err), dataidlist.ErrValue)
	}
	assert.EqualError(t, &dataidlist.InputError{File: "a.parquet"}, "a.parquet: <nil>", "no byte is known, and no error")
}

func TestQuoteIsShort(t *testing.T) {
	assert.Equal(t, `"a\n\x00é"`, dataidlist.Quote("a\n\x00é"))
	long := dataidlist.Quote(strings.Repeat("é", 1000))
	assert.True(t, strings.HasSuffix(long, `é"…`), long)
	assert.Less(t, len(long), 80)
	assert.True(t, strings.HasPrefix(dataidlist.Quote(strings.Repeat("\x80", 1000)), `"`), "not even text")
}
