package campaign

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A command that succeeds does so also where something that it started goes on and holds its output.
func TestShellDoesNotWaitForWhatGoesOn(t *testing.T) {
	var out bytes.Buffer
	code, err := shell(t.Context(), "echo Run Id: 7; sleep 60 & echo $!", &out, 500*time.Millisecond)
	var pid int
	_, scanErr := fmt.Sscanf(out.String(), "Run Id: 7\n%d\n", &pid)
	require.NoError(t, scanErr)
	left, findErr := os.FindProcess(pid)
	require.NoError(t, findErr)
	require.NoError(t, left.Kill(), "it goes on")
	require.NoError(t, err)
	assert.Zero(t, code)
}
