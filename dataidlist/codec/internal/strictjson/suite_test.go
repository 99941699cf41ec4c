package strictjson_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// duplicateKeys are the files that the suite has as valid, since RFC 8259 only advises against duplicate keys.
var duplicateKeys = []string{"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}

// acceptedByChoice are the files of the suite that a reader may accept or refuse, and that this one accepts: numbers of any
// size, since a number is kept as it is written, and a byte order mark at the start.
var acceptedByChoice = []string{
	"i_number_double_huge_neg_exp.json",
	"i_number_huge_exp.json",
	"i_number_neg_int_huge_exp.json",
	"i_number_pos_double_huge_exp.json",
	"i_number_real_neg_overflow.json",
	"i_number_real_pos_overflow.json",
	"i_number_real_underflow.json",
	"i_number_too_big_neg_int.json",
	"i_number_too_big_pos_int.json",
	"i_number_very_big_negative_int.json",
	"i_structure_UTF-8_BOM_empty_object.json",
}

// TestJSONTestSuite runs the files of the JSON Parsing Test Suite: y_ are valid, n_ are not, and i_ are undefined.
func TestJSONTestSuite(t *testing.T) {
	names, err := filepath.Glob("../../../../../shared/data/corpora/jsontestsuite/test_parsing/*.json")
	require.NoError(t, err)
	if len(names) == 0 {
		t.Skip("the JSON Parsing Test Suite is not beside the repository")
	}
	count := map[byte]int{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		base := filepath.Base(name)
		count[base[0]]++

		_, err = transcript(bytes.NewReader(data), strictjson.Options{})
		_, slowErr := transcript(iotest.OneByteReader(bytes.NewReader(data)), strictjson.Options{})
		assert.Equal(t, err, slowErr, base)

		accept := base[0] == 'y'
		for _, exception := range duplicateKeys {
			accept = accept && base != exception
		}
		for _, exception := range acceptedByChoice {
			accept = accept || base == exception
		}
		if accept {
			assert.NoError(t, err, base)
			continue
		}
		var e *strictjson.Error
		if assert.ErrorAs(t, err, &e, base) {
			assert.LessOrEqual(t, e.Offset, int64(len(data)), base)
		}
	}
	assert.Equal(t, map[byte]int{'y': 95, 'n': 188, 'i': 35}, count, "files of the suite")
}
