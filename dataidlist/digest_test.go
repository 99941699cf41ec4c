package dataidlist_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// These digests, which examples/python/dil1.py gives too, never change.
func TestDigestGolden(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	assert.Equal(t, "dil1:aa62eb6a3184abaf50e748470c074a33d85b6955a49f22fbc5e00e97ce78cde9", dataidlist.Empty(g).Digest().String())
	b := dataidlist.NewBuilder(g)
	for visit := range int64(1000) {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025042200001 + visit, 0}, 189, dataidlist.Reason{Text: "all"}))
	}
	list := b.List()
	assert.Equal(t, "dil1:cc3e55cf68d286e862ef94312c26fe67cef7216df4dd08d90bcee66dcce2e60c", list.Digest().String())
	assert.Equal(t, "dilr1:ece80bea7b7ff4dcd1c8cb7e05b071e9236ae3c95431d2c2680ccbc1a7ceb98c", list.FullDigest().String())
}

func TestDigestDependsOnTheSetOnly(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		_, model := listtest.Random(rng, g, shape)
		want := listtest.NaiveDigest(g, model.Rows).Digest
		for _, workers := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(workers)
			b := dataidlist.NewBuilder(g)
			for _, i := range rng.Perm(len(model.Rows)) {
				row := model.Rows[i]
				for range 1 + rng.IntN(2) {
					require.NoError(t, b.AddRun(row.Strings, row.Ints, 1))
				}
			}
			require.Equal(t, want.String(), b.List().Digest().String(), "%d workers", workers)
		}
	})
}

func TestDigestSeesEveryChange(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		if len(model.Rows) == 0 {
			return
		}
		i := rng.IntN(len(model.Rows))
		less := listtest.NewModel(g, append(model.Rows[:i:i], model.Rows[i+1:]...)).List()
		require.NotEqual(t, list.Digest(), less.Digest())
		because, err := list.Because(dataidlist.Reason{Text: "new"})
		require.NoError(t, err)
		require.Equal(t, list.Digest(), because.Digest())
		require.NotEqual(t, list.FullDigest(), because.FullDigest())
	})
}

// The digest of a list in parts: the chunk table is all that it takes.
func TestChunksMakeTheDigest(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		var count, runs uint64
		root := sha256.New()
		fmt.Fprintf(root, "dataidlist/1\nnamespace %s\n", g.Universe().Namespace())
		for _, name := range g.Strings() {
			fmt.Fprintf(root, "string %s\n", name)
		}
		for _, name := range g.Ints() {
			fmt.Fprintf(root, "int64 %s\n", name)
		}
		fmt.Fprintln(root)
		for i, c := range list.Chunks() {
			count += c.Count
			runs += c.Runs
			if i > 0 {
				before := list.Chunks()[i-1]
				require.Negative(t, cmp.Or(slices.Compare(before.Strings, c.Strings), cmp.Compare(before.Number, c.Number)))
			}
			for _, s := range c.Strings {
				require.NoError(t, binary.Write(root, binary.LittleEndian, uint32(len(s))))
				fmt.Fprint(root, s)
			}
			require.NoError(t, binary.Write(root, binary.LittleEndian, []uint64{uint64(c.Number), c.Count}))
			root.Write(c.Sum[:])
		}
		require.Equal(t, list.Count(), count)
		require.Equal(t, list.NumRuns(), runs)
		require.Equal(t, list.Digest().String(), fmt.Sprintf("dil1:%x", root.Sum(nil)))
	})
}

func TestDigestText(t *testing.T) {
	list := dataidlist.Empty(listtest.Group(t, "visit"))
	d, f := list.Digest(), list.FullDigest()
	assert.Len(t, d.String(), len("dil1:")+64)
	assert.Equal(t, d.String()[:len("dil1:")+12], d.Short())
	assert.Equal(t, f.String()[:len("dilr1:")+12], f.Short())
	back, err := dataidlist.ParseDigest(d.String())
	require.NoError(t, err)
	assert.Equal(t, d, back)
	fullBack, err := dataidlist.ParseFullDigest(f.String())
	require.NoError(t, err)
	assert.Equal(t, f, fullBack)
	text, err := json.Marshal(map[dataidlist.Digest]dataidlist.FullDigest{d: f})
	require.NoError(t, err)
	assert.Equal(t, `{"`+d.String()+`":"`+f.String()+`"}`, string(text))
	var m map[dataidlist.Digest]dataidlist.FullDigest
	require.NoError(t, json.Unmarshal(text, &m))
	assert.Equal(t, map[dataidlist.Digest]dataidlist.FullDigest{d: f}, m)

	hex := strings.TrimPrefix(d.String(), "dil1:")
	for _, bad := range []string{
		"", hex, "dil1:", d.Short(), d.String() + "0", d.String()[:len(d.String())-1], "dil2:" + hex, "DIL1:" + hex, " " + d.String(),
		d.String() + "\n", "dil1:" + strings.Repeat("A", 64), "dil1:" + strings.Repeat("g", 64), f.String(), "dil1:" + strings.ToUpper(hex),
	} {
		kept := d
		require.ErrorIs(t, kept.UnmarshalText([]byte(bad)), dataidlist.ErrValue, bad)
		require.Equal(t, d, kept, "nothing is written")
		_, err := dataidlist.ParseDigest(bad)
		require.ErrorIs(t, err, dataidlist.ErrValue, bad)
	}
	_, err = dataidlist.ParseFullDigest(d.String())
	require.ErrorIs(t, err, dataidlist.ErrValue)
}

// A thousand random lists through the other implementation.
func TestDigestAgreesWithPython(t *testing.T) {
	python := pyenv.Python(t)
	rng := listtest.Rand(t)
	lists := 1000
	if testing.Short() {
		lists = 100
	}
	var input bytes.Buffer
	encoder := json.NewEncoder(&input)
	var want []string
	groups := listtest.Groups(t)
	for range lists {
		shape := listtest.Shapes()[rng.IntN(len(listtest.Shapes()))]
		list, model := listtest.Random(rng, groups[rng.IntN(len(groups))], shape)
		if len(model.Rows) > 100 { // some rows that follow each other
			from := rng.IntN(len(model.Rows) - 100)
			model = &listtest.Model{Group: model.Group, Rows: model.Rows[from : from+100]}
			list = model.List()
		}
		require.NoError(t, encoder.Encode(asVector(model)))
		want = append(want, fmt.Sprint(list.Digest(), " ", list.FullDigest()))
	}
	command := exec.Command(python, "../examples/python/dil1.py", "--jsonl")
	command.Stdin = &input
	var output, errors bytes.Buffer
	command.Stdout, command.Stderr = &output, &errors
	require.NoError(t, command.Run(), errors.String())
	got := strings.Split(strings.TrimRight(output.String(), "\n"), "\n")
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i], got[i], "list %d", i)
	}
}

// asVector gives a model in the shape of FORMAT.md 7.
func asVector(m *listtest.Model) map[string]any {
	object := func(r listtest.Row) map[string]any {
		values := map[string]any{}
		for i, name := range m.Group.Strings() {
			values[name] = r.Strings[i]
		}
		for i, name := range m.Group.Ints() {
			values[name] = r.Ints[i]
		}
		return values
	}
	ids, having := []any{}, map[dataidlist.Reason][]any{}
	for _, r := range m.Rows {
		ids = append(ids, object(r))
		for _, reason := range r.Reasons {
			having[reason] = append(having[reason], object(r))
		}
	}
	reasons := []any{}
	for reason, who := range having {
		reasons = append(reasons, map[string]any{"reason": reason, "dataIds": who})
	}
	return map[string]any{
		"namespace": m.Group.Universe().Namespace(), "strings": append([]string{}, m.Group.Strings()...),
		"ints": append([]string{}, m.Group.Ints()...), "dataIds": ids, "reasons": reasons,
	}
}

// A chunk sum is the plain SHA-256 of the body, which anybody can write.
func TestChunkSumIsThatOfTheBody(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{65534}, 4))
	chunks := b.List().Chunks()
	require.Len(t, chunks, 2)
	var body bytes.Buffer
	require.NoError(t, binary.Write(&body, binary.LittleEndian, []int64{65536, 2}))
	assert.EqualValues(t, 1, chunks[1].Number)
	assert.Equal(t, sha256.Sum256(body.Bytes()), chunks[1].Sum)
}
