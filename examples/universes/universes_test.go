package universes_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

func TestTheREADMEHasEverySurvey(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	surveys, err := universe.Surveys()
	require.NoError(t, err)
	for _, s := range surveys {
		assert.Contains(t, string(readme), "["+s.Name+"]("+s.Name+".yaml)")
		assert.Contains(t, string(readme), "--universe "+s.Name+" ")
	}
}
