package storetest

import (
	"bufio"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// renewal is after how many kills another store is begun, so that checking one does not take ever longer.
const renewal = 10

// Kill has a process change a store and kills it at a random moment, again and again. Each time the store must be whole, be what its
// events say, and have every change that was acknowledged to the process. name returns the name of an empty store for [Main]; open opens
// it.
func Kill(t *testing.T, name func(t *testing.T) string, open func(t *testing.T, name string) campaign.Store) {
	store, acknowledged := "", []string{}
	for round := range rounds(t, 6) {
		if round%renewal == 0 {
			store, acknowledged = name(t), nil
		}
		acknowledged = append(acknowledged, killWorker(t, store)...)
		checkWork(t, open(t, store), acknowledged)
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
}

// Processes has processes change a store at the same time, which they may also have to make. All their changes must be there.
func Processes(t *testing.T, processes int, name string, open func(t *testing.T, name string) campaign.Store) {
	lives := Size(1, 2)
	var mu sync.Mutex
	var acknowledged []string
	together(processes, func(int) {
		cmd := worker(name, lives)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		assert.NoError(t, err)
		mu.Lock()
		defer mu.Unlock()
		acknowledged = append(acknowledged, whole(string(out))...)
	})
	assert.Len(t, acknowledged, processes*writers*lives*changes)
	checkWork(t, open(t, name), acknowledged)
}

// killWorker runs a worker, kills it, and returns what it acknowledged.
func killWorker(t *testing.T, store string) []string {
	t.Helper()
	cmd := worker(store, 1<<30)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill := func() { _ = cmd.Process.Kill() } // it may be dead already, which the test then finds out
	lines := bufio.NewReader(out)
	text := ""
	if wait := rand.IntN(40); wait == 0 { //nolint:gosec // a test
		time.AfterFunc(time.Duration(rand.IntN(200))*time.Millisecond, kill) //nolint:gosec // before or while it opens the store
	} else {
		for range wait {
			line, err := lines.ReadString('\n')
			if text += line; err != nil {
				break
			}
		}
		time.AfterFunc(time.Duration(rand.IntN(5000))*time.Microsecond, kill) //nolint:gosec // in the middle of something
	}
	rest, err := io.ReadAll(lines)
	require.NoError(t, err)
	require.Error(t, cmd.Wait())
	require.Empty(t, stderr.String())
	return whole(text + string(rest))
}

// whole returns the lines of a text that have an end.
func whole(text string) []string {
	lines := strings.Split(text, "\n")
	return lines[:len(lines)-1]
}

// checkWork checks a store that workers changed, and closes it.
func checkWork(t *testing.T, s campaign.Store, acknowledged []string) {
	t.Helper()
	defer func() { require.NoError(t, s.Close()) }()
	if damage, ok := s.(campaign.Checker); ok {
		require.NoError(t, damage.Check(t.Context()))
	}
	nb := campaign.New(s, nil, nil)
	report, err := nb.Verify(t.Context(), false)
	require.NoError(t, err)
	require.Empty(t, report.Faults)

	was := map[string]bool{} // every state that a campaign was in
	campaigns := int64(0)
	view(t, s, func(r campaign.Reader) {
		for _, h := range must(t, r.Heads()) {
			if !strings.HasPrefix(h.Stream, "CMP-") {
				continue
			}
			campaigns++
			c := new(campaign.Campaign)
			for _, body := range must(t, r.Events(h.Stream, 0)) {
				e, err := provenance.ParseEvent(body)
				require.NoError(t, err)
				require.NoError(t, c.Fold(e))
				line, err := acknowledgement(c)
				require.NoError(t, err)
				was[line] = true
			}
		}
		numbers, err := r.Numbers()
		require.NoError(t, err)
		assert.Equal(t, campaigns, numbers["campaign"], "a number was lost")
	})
	for _, line := range acknowledged {
		assert.True(t, was[line], "lost: %s", line)
	}
}
