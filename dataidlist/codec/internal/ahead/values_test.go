package ahead_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
)

func TestIntReadsPlainDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{0,20}`).Draw(t, "digits")
		rest := rapid.SampledFrom([]string{"", ",", "\n", "..9", "/", ":", "-", "x"}).Draw(t, "rest")
		v, end := ahead.Int([]byte("7,"+digits+rest), 2)
		want, err := dataidlist.ParseInt(digits)
		if err != nil || len(digits) > 18 {
			assert.Equal(t, 2, end)
			return
		}
		assert.Equal(t, 2+len(digits), end)
		assert.Equal(t, want, v)
	})
}

func TestTextEndsBeforeWhatIsNotPlain(t *testing.T) {
	for text, want := range map[string]string{
		"a b,c": "a b", `a"b`: "a", "naïve\n": "naïve", "\x7f\t": "\x7f", "a": "a", "": "", "a\x00": "a",
	} {
		end, ok := ahead.Text([]byte(text), 0, ',', '"')
		require.True(t, ok, text)
		assert.Equal(t, want, text[:end])
	}
	for _, text := range []string{"\xff,", strings.Repeat("a", 100) + "\xc3,", "\xed\xa0\x80"} {
		_, ok := ahead.Text([]byte(text), 0, ',', '"')
		assert.False(t, ok, text)
	}
}
