package plot_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

// What the list says is text and nothing else, and the same list gives the
// same bytes.
func TestSVG(t *testing.T) {
	rng := listtest.Rand(t)
	l := survey(rng, t, "LSSTCam").WithInfo(dataidlist.Info{Title: "a <b> & \"c\"\x00\x1b[31m\ufffe"})
	f, err := plot.New(l, plot.Options{})
	require.NoError(t, err)
	drawn := svg(t, f)
	assertXML(t, drawn)
	assert.NotContains(t, drawn, "<script")
	assert.NotContains(t, drawn, "<b>")
	assert.NotContains(t, drawn, "http://example")
	assert.Regexp(t, `<svg width="600pt" height="[0-9.]+pt" viewBox="0 0 600 [0-9.]+"\s+xmlns="[^"]+"\s+xmlns:xlink="[^"]+"\s+role="img">\n<title>a &lt;b&gt; &amp; .*</title>\n<desc>`, drawn)
	assert.Contains(t, drawn, "Liberation Sans,Arial,Helvetica,sans-serif")

	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	rows := listtest.ModelOf(l).Rows
	slices.Reverse(rows)
	again := listtest.NewModel(l.Group(), rows).List().WithInfo(l.Info())
	f, err = plot.New(again, plot.Options{})
	require.NoError(t, err)
	assert.Equal(t, drawn, svg(t, f))
}

// The files are what a small list is drawn as. UPDATE_GOLDEN=1 writes them
// anew: look at the pictures then.
func TestGolden(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	small := list(t, g,
		run{[]string{"LSSTComCam"}, []int64{2024110800245, 0}, 9, "trailed"},
		run{[]string{"LSSTComCam"}, []int64{2024110800246, 4}, 3, "satellite"},
		run{[]string{"LSSTComCam"}, []int64{2024111100012, 8}, 1, ""},
	)
	f, err := plot.New(small, plot.Options{Title: "Small"})
	require.NoError(t, err)
	for name, drawn := range map[string]string{
		"small.svg":         svg(t, f),
		"small.txt":         text(t, f, plot.Terminal{}),
		"small.colour.txt":  text(t, f, plot.Terminal{Width: 60, Color: true}),
		"small.ascii.txt":   text(t, f, plot.Terminal{ASCII: true}),
		"small.sky.txt":     text(t, patches(t), plot.Terminal{Width: 60}),
		"small.compare.txt": text(t, compared(t, small), plot.Terminal{}),
	} {
		path := filepath.Join("testdata", name)
		if os.Getenv("UPDATE_GOLDEN") != "" {
			require.NoError(t, os.WriteFile(path, []byte(drawn), 0o644))
		}
		golden, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(golden), drawn, name)
	}
}

func patches(t testing.TB) *plot.Figure {
	f, err := plot.New(list(t, listtest.Group(t, "patch"),
		run{[]string{"hsc_rings_v1"}, []int64{9813, 0}, 81, ""},
		run{[]string{"hsc_rings_v1"}, []int64{9615, 3}, 1, ""}), plot.Options{})
	require.NoError(t, err)
	return f
}

func compared(t testing.TB, before *dataidlist.List) *plot.Figure {
	f, err := plot.Compare(before, before.Slice(0, 9), "Cut")
	require.NoError(t, err)
	return f
}

func TestPNG(t *testing.T) {
	rng := listtest.Rand(t)
	f, err := plot.New(survey(rng, t, "LSSTCam"), plot.Options{Kinds: []plot.Kind{plot.Detectors}})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, f.PNG(&b))
	img, err := png.Decode(&b)
	require.NoError(t, err)
	found := regexp.MustCompile(`height="([0-9.]+)pt"`).FindStringSubmatch(svg(t, f))
	height, err := strconv.ParseFloat(found[1], 64)
	require.NoError(t, err)
	assert.Equal(t, 1600, img.Bounds().Dx())
	assert.InDelta(t, height/72*192, img.Bounds().Dy(), 1)
	colours := map[[3]uint32]int{}
	for y := 0; y < img.Bounds().Dy(); y += 3 {
		for x := 0; x < img.Bounds().Dx(); x += 3 {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[[3]uint32{r >> 8, g >> 8, b >> 8}]++
		}
	}
	assert.Greater(t, colours[[3]uint32{0xFF, 0xFF, 0xFF}], 10000, "paper")
	assert.Greater(t, colours[[3]uint32{0x2A, 0x78, 0x8E}]+colours[[3]uint32{0x41, 0x44, 0x87}]+colours[[3]uint32{0x44, 0x01, 0x54}], 1000, "detectors")
}

// Numbers that leave no room are drawn all the same.
func TestNarrowTerminal(t *testing.T) {
	g := listtest.Group(t, "instrument", "detector")
	var runs []run
	for i := range 3 {
		runs = append(runs, run{[]string{"cam"}, []int64{int64(i) << 61}, 1 << 30, "an explanation that is much longer than a third of the line"})
	}
	f, err := plot.New(list(t, g, runs...), plot.Options{Kinds: []plot.Kind{plot.Values, plot.Reasons}})
	require.NoError(t, err)
	narrow := text(t, f, plot.Terminal{Width: 1})
	assert.Contains(t, narrow, "an explanati… ████████ 3,221,225,472  (100.0 %)\n")
	assert.Contains(t, narrow, "4600000000000000000 1,073,741,824 ████████\n")
}

// A gap between bins is told by its ends.
func TestGapInTerminal(t *testing.T) {
	l := list(t, listtest.Group(t, "visit"), run{[]string{"HSC"}, []int64{1}, 1, ""}, run{[]string{"HSC"}, []int64{9}, 1, ""})
	f, err := plot.New(l, plot.Options{Kinds: []plot.Kind{plot.Values}})
	require.NoError(t, err)
	assert.Contains(t, text(t, f, plot.Terminal{Width: 40, ASCII: true}), "\n2 0\n...\n8 0\n9 1 ###")
}
