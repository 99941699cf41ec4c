package ecsv_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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

// variants are what users have in tables besides their ids. Each is a table t with
// the columns visit and detector, to which something is done, and how it is written.
const variants = `import astropy.units as u, numpy as np
from astropy.coordinates import Angle, EarthLocation, Latitude, Longitude, SkyCoord
from astropy.table import Column, MaskedColumn, QTable
from astropy.time import Time, TimeDelta
n = range(3)
site = EarthLocation.from_geodetic(-70.75 * u.deg, -30.24 * u.deg, 2663 * u.m)
sky = SkyCoord([1, 2, 3] * u.deg, [4, 5, 6] * u.deg)
days = Time([60000., 60001., 60002.], format='mjd')
shared = {'a': [1, 2]}
def add(**columns):
    return lambda t: t.add_columns(list(columns.values()), names=list(columns))
def meta(**entries):
    return lambda t: t.meta.update(entries)
def of_columns(t):
    for name in t.colnames:
        t[name].meta = {'same': shared, 'unit': u.s}
        t[name].description = 'the "id": #1'
variants = {
    'nothing': lambda t: None,
    'a SkyCoord': add(pos=sky),
    'two SkyCoords': add(pos=sky, more=sky),
    'a SkyCoord with distances': add(pos=SkyCoord([1, 2, 3] * u.deg, [4, 5, 6] * u.deg, distance=[1, 2, 3] * u.kpc)),
    'a SkyCoord with proper motions': add(pos=SkyCoord([1, 2, 3] * u.deg, [4, 5, 6] * u.deg, pm_ra_cosdec=[1, 1, 1] * u.mas / u.yr, pm_dec=[1, 1, 1] * u.mas / u.yr)),
    'a SkyCoord of another frame': add(pos=sky.transform_to('galactic')),
    'a SkyCoord at a site': add(pos=SkyCoord([1, 2, 3] * u.deg, [4, 5, 6] * u.deg, frame='altaz', obstime=days[0], location=site)),
    'a quantity': add(exptime=[1, 2, 3] * u.s),
    'quantities of one unit': add(exptime=[1, 2, 3] * u.s, dark=[1, 2, 3] * u.s),
    'angles': add(a=Angle([1, 2, 3] * u.deg), b=Latitude([1, 2, 3] * u.deg), c=Longitude([1, 2, 3] * u.deg)),
    'a time': add(at=days),
    'a time at a site': add(at=Time([60000., 60001., 60002.], format='mjd', location=site)),
    'a time at sites': add(at=Time([60000., 60001., 60002.], format='mjd', location=EarthLocation([1, 2, 3] * u.m, [1, 2, 3] * u.m, [1, 2, 3] * u.m))),
    'a time as text': add(at=Time(days, format='isot')),
    'a difference of times': add(took=TimeDelta([1, 2, 3] * u.s)),
    'a site': add(where=EarthLocation([1, 2, 3] * u.m, [1, 2, 3] * u.m, [1, 2, 3] * u.m)),
    'masked quantities': add(seeing=MaskedColumn([1., 2., 3.], mask=[0, 1, 0], unit='arcsec')),
    'arrays': add(xy=np.arange(6).reshape(3, 2)),
    'lists': add(some=Column([[1], [1, 2], []], dtype=object)),
    'objects': add(some=Column([{'a': 1}, None, 'x'], dtype=object)),
    'masked arrays': add(xy=np.ma.array(np.arange(6).reshape(3, 2), mask=[[0, 1]] * 3)),
    'booleans and floats': add(good=[True, False, True], f2=np.arange(3, dtype='f2'), f4=np.arange(3, dtype='f4'), c=np.arange(3, dtype='c8')),
    'bytes': add(raw=np.array([b'a', b'b', b'c'])),
    'texts': add(text=['a b', '', '"#"']),
    'structs': add(s=np.array([(1, 2.), (3, 4.), (5, 6.)], dtype=[('a', 'i4'), ('b', 'f8')])),
    'a site twice in meta': meta(one=site, two=site),
    'a SkyCoord in meta': meta(field=sky[0]),
    'times in meta': meta(start=days[0], end=days[0], took=3 * u.s, of=[4 * u.s, u.s]),
    'an object twice in meta': meta(one=shared, two=shared, three=[shared, shared]),
    'arrays in meta': meta(a=np.arange(3), b=np.float64(3), c=(1, 2)),
    'comments': meta(comments=['a: *b', '&c', '%ECSV 1.0']),
    'meta of columns': of_columns,
}
ways = {
    'spaces': {}, 'commas': {'delimiter': ','}, 'masks': {'serialize_method': {MaskedColumn: 'data_mask'}},
    'two floats': {'serialize_method': {Time: 'jd1_jd2'}},
}
import io
for what, change in variants.items():
    for way, options in ways.items():
        for kind in Table, QTable:
            v = kind(t)
            change(v)
            out = io.StringIO()
            v.write(out, format='ascii.ecsv', **options)
            names = next(line for line in out.getvalue().splitlines() if line[0] != '#').split(options.get('delimiter', ' '))
            print('====', what, 'in a', kind.__name__, 'with', way, sep=' ', end='\n')
            print(*(name.strip('"') for name in names if name not in ('visit', 'detector') and not name.endswith('.mask')), sep=',')
            print(out.getvalue(), end='')
`

// TestAstropyWritesWhatWeRead reads tables of every kind of column and meta that
// astropy has; it writes an object that is there twice as an alias.
func TestAstropyWritesWhatWeRead(t *testing.T) {
	const ids = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: visit, datatype: int64}\n# - {name: detector, datatype: int64}\nvisit detector\n2025081700113 31\n2025081700114 150\n2025082000042 7\n"
	opts := table.ReadOptions{Set: map[string]string{"instrument": "LSSTCam"}}
	want, err := read(ids, &opts)
	require.NoError(t, err)
	written := strings.Split(astropy(t, ids, variants), "==== ")[1:]
	require.Len(t, written, 32*4*2)
	aliases := 0
	for _, file := range written {
		name, rest, _ := strings.Cut(file, "\n")
		others, text, _ := strings.Cut(rest, "\n")
		opts.Ignore = nil
		if others != "" {
			opts.Ignore = strings.Split(others, ",")
		}
		if strings.Contains(text, "*id001") {
			aliases++
		}
		got, err := read(text, &opts)
		if assert.NoError(t, err, "%s:\n%s", name, text) {
			assert.Equal(t, want.List.Digest(), got.List.Digest(), name)
		}
	}
	require.Greater(t, aliases, 20)
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
