package ecsv_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// astropy runs a program on a table t that it read from the input.
func astropy(t *testing.T, input, program string) string {
	const start = "import sys\nfrom astropy.table import Table\nt = Table.read(sys.stdin.read(), format='ascii.ecsv')\n"
	cmd := exec.Command(pyenv.Python(t), "-c", start+program)
	cmd.Stdin = strings.NewReader(input)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	return string(out)
}

func TestAstropyReadsAndWrites(t *testing.T) {
	l := nights(t)
	const program = `m = t.meta['dataidlist']
print(m['universe'], m['count'], m['title'])
print([t[c].dtype.str for c in t.colnames])
for r in t: print(*r, sep='|')
for delimiter in ', ':
    print('====')
    t.write(sys.stdout, format='ascii.ecsv', delimiter=delimiter)
`
	parts := strings.Split(astropy(t, write(t, l), program), "====\n")
	require.Equal(t, `daf_butler/8 3 May: 'bad' visits
['<U7', '<i8', '<U24']
HSC|9223372036854775807|--
LSSTCam|2025041700761|tracking stopped, "slew"
LSSTCam|2025041700762|tracking stopped, "slew"
`, parts[0])
	require.Len(t, parts, 3)
	for _, again := range parts[1:] {
		got, err := read(again, &table.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, l.Digest(), got.List.Digest())
		require.Equal(t, l.Digest(), *got.Header.Digest)
		require.Equal(t, l.Info(), got.List.Info())
		require.Equal(t, 1, got.List.NumReasons())
	}
}

func TestAstropyReadsAwkwardStrings(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
	for _, s := range []string{"#1", "=1", "a,b", `"`, "a b", "é", "''", "nan", "--"} {
		require.NoError(t, b.AddRun([]string{s}, nil, 1))
	}
	l := b.List()
	again := astropy(t, write(t, l), "assert len(t) == 9\nt.write(sys.stdout, format='ascii.ecsv', delimiter=',')")
	// astropy writes #1 without quotes, and then does not read it itself.
	again = strings.Replace(again, "\n#1\n", "\n\"#1\"\n", 1)
	got, err := read(again, &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.Digest(), got.List.Digest())
}

func TestAstropyReadsAnEmptyList(t *testing.T) {
	empty := dataidlist.Empty(listtest.Group(t, "visit", "detector"))
	require.Equal(t, "0 ['instrument', 'visit', 'detector']\n", astropy(t, write(t, empty), "print(len(t), t.colnames)"))
}
