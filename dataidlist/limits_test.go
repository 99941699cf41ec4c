package dataidlist_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func TestLimitsAreThoseOfTheFormat(t *testing.T) {
	page, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	_, limits, ok := strings.Cut(string(page), "\n## 5. Limits\n")
	require.True(t, ok)
	stated := map[string]int{}
	for _, row := range regexp.MustCompile(`(?m)^\| (Max\w+) \| (\d+) \|`).FindAllStringSubmatch(limits, -1) {
		stated[row[1]], err = strconv.Atoi(row[2])
		require.NoError(t, err)
	}
	assert.Equal(t, map[string]int{
		"MaxDims":        dataidlist.MaxDims,
		"MaxNameLen":     dataidlist.MaxNameLen,
		"MaxValueLen":    dataidlist.MaxValueLen,
		"MaxReasons":     dataidlist.MaxReasons,
		"MaxReasonLen":   dataidlist.MaxReasonLen,
		"MaxReasonBytes": dataidlist.MaxReasonBytes,
		"MaxRangeRuns":   dataidlist.MaxRangeRuns,
		"MaxDepth":       dataidlist.MaxDepth,
	}, stated)
}
