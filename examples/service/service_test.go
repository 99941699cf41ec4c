package main

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/bucket"
	"github.com/skycampaign/skycampaign/dataidlist/bucket/buckettest"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

const stream = "application/vnd.apache.arrow.stream"

// testLists are three nights of 300 visits with 189 detectors each, bad visits,
// and a list that is over something else.
func testLists(t *testing.T) map[string]*dataidlist.List {
	t.Helper()
	group := func(names ...string) *dataidlist.Builder { return dataidlist.NewBuilder(listtest.Group(t, names...)) }
	raw, bad, tracts := group("visit", "detector"), group("visit"), group("tract")
	for i := range int64(300) {
		require.NoError(t, raw.AddRun([]string{"LSSTCam"}, []int64{2025062900000 + i, 0}, 189))
	}
	require.NoError(t, bad.AddRun([]string{"LSSTCam"}, []int64{2025062900010}, 5, dataidlist.Reason{Text: "trailed"}))
	require.NoError(t, tracts.AddRun([]string{"lsst_cells_v1"}, []int64{9813}, 1))
	return map[string]*dataidlist.List{"raw.parquet": raw.List(), "bad.json": bad.List(), "tracts.arrow": tracts.List()}
}

// serve runs the service over the test's lists in a folder.
func serve(t *testing.T) (url string, lists map[string]*dataidlist.List) {
	t.Helper()
	dir := t.TempDir()
	lists = testLists(t)
	for file, l := range lists {
		require.NoError(t, codec.WriteFile(t.Context(), filepath.Join(dir, file), l, "", nil, atomicfile.Options{}))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "README"), []byte("no list"), 0o600))
	loaded, err := load(t.Context(), dir)
	require.NoError(t, err)
	server := httptest.NewServer(newHandler(loaded))
	t.Cleanup(server.Close)
	return server.URL, lists
}

// reply is an answer that was read.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with these pairs as its header.
func ask(t *testing.T, method, url, body string, header ...string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response.StatusCode, response.Header, string(data)}
}

func TestIndex(t *testing.T) {
	url, lists := serve(t)
	got := ask(t, "GET", url+"/lists", "")
	assert.Equal(t, 200, got.status)
	var index struct{ Lists []summary }
	require.NoError(t, json.Unmarshal([]byte(got.body), &index))
	assert.Equal(t, []summary{summarize("bad", lists["bad.json"]), summarize("raw", lists["raw.parquet"]), summarize("tracts", lists["tracts.arrow"])}, index.Lists)
}

// fromStream reads the list of an Arrow stream as a Go program does.
func fromStream(t *testing.T, body string) *dataidlist.List {
	t.Helper()
	records, err := ipc.NewReader(strings.NewReader(body))
	require.NoError(t, err)
	defer records.Release()
	result, err := arrow.FromRecords(records, nil)
	require.NoError(t, err)
	return result.List
}

func TestForms(t *testing.T) {
	url, lists := serve(t)
	for name, l := range map[string]*dataidlist.List{"raw": lists["raw.parquet"], "bad": lists["bad.json"]} {
		got := ask(t, "GET", url+"/lists/"+name, "", "Accept", stream)
		assert.Equal(t, 200, got.status)
		assert.Equal(t, stream, got.header.Get("Content-Type"))
		assert.Equal(t, l.FullDigest(), fromStream(t, got.body).FullDigest())

		body := ask(t, "GET", url+"/lists/"+name, "", "Accept", "text/html;q=0.9, application/vnd.apache.parquet").body
		read, err := codec.Read(t.Context(), table.Source{Name: name, R: strings.NewReader(body)}, "parquet", nil)
		require.NoError(t, err)
		assert.Equal(t, l.FullDigest(), read.List.FullDigest())

		body = ask(t, "GET", url+"/lists/"+name, "", "Accept", "text/html, */*").body
		assert.Contains(t, body, l.Digest().String())
	}
	got := ask(t, "GET", url+"/lists/raw", "", "Accept", "text/html")
	assert.Equal(t, 406, got.status)
	assert.Contains(t, got.body, "an Arrow stream or Parquet")
}

func TestTheTagIsTheDigest(t *testing.T) {
	url, lists := serve(t)
	for _, path := range []string{"/lists/bad", "/lists/bad/contains?instrument=LSSTCam&visit=1"} {
		got := ask(t, "GET", url+path, "")
		tag := got.header.Get("ETag")
		assert.Equal(t, `W/"`+lists["bad.json"].FullDigest().String()+`"`, tag)
		for known, status := range map[string]int{tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200} {
			got := ask(t, "GET", url+path, "", "If-None-Match", known)
			assert.Equal(t, status, got.status, known)
			assert.Equal(t, status == 304, got.body == "")
		}
	}
}

func TestContains(t *testing.T) {
	url, lists := serve(t)
	digest := lists["bad.json"].Digest().String()
	for query, want := range map[string]string{
		"instrument=LSSTCam&visit=2025062900012": `{"contained":true,"digest":"` + digest + `","reasons":[{"text":"trailed"}]}`,
		"visit=2025062900015&instrument=LSSTCam": `{"contained":false,"digest":"` + digest + `","reasons":[]}`,
	} {
		got := ask(t, "GET", url+"/lists/bad/contains?"+query, "")
		assert.Equal(t, 200, got.status)
		assert.JSONEq(t, want, got.body)
	}
	for query, want := range map[string]string{
		"visit=5":                               "instrument",
		"instrument=LSSTCam&visit=x":            "visit",
		"instrument=LSSTCam&visit=5&visit=6":    "visit",
		"instrument=LSSTCam&visit=5&detector=1": "detector",
		"instrument=%22&visit=5%20visit=6":      "visit",
	} {
		got := ask(t, "GET", url+"/lists/bad/contains?"+query, "")
		assert.Equal(t, 400, got.status, query)
		assert.Contains(t, got.body, want)
	}
}

func TestApply(t *testing.T) {
	url, lists := serve(t)
	want, _, err := dataidlist.Apply(lists["raw.parquet"], []dataidlist.Rule{{Role: dataidlist.Exclude, Name: "bad", List: lists["bad.json"]}})
	require.NoError(t, err)
	const request = `{"base":"raw","exclude":["bad"]}`
	body := ask(t, "POST", url+"/apply", request).body
	var report dataidlist.Report
	require.NoError(t, json.Unmarshal([]byte(body), &report))
	assert.Equal(t, dataidlist.Identity{Name: "raw", Digest: lists["raw.parquet"].Digest(), Count: 300 * 189}, report.Base)
	assert.Equal(t, dataidlist.Identity{Digest: want.Digest(), Count: 295 * 189}, report.Result)
	assert.EqualValues(t, 5*189, report.Rules[0].Removed)

	body = ask(t, "POST", url+"/apply", request, "Accept", stream).body
	got := fromStream(t, body)
	assert.Equal(t, want.FullDigest(), got.FullDigest())
	require.NotNil(t, got.Info().Derivation)
	assert.Equal(t, []dataidlist.Input{dataidlist.InputOf("base", "raw", lists["raw.parquet"]), dataidlist.InputOf("exclude", "bad", lists["bad.json"])}, got.Info().Derivation.Inputs)

	body = ask(t, "POST", url+"/apply", `{"base":"raw","include":["bad"]}`).body
	assert.Contains(t, body, `"count":945`)
}

func TestWhatIsRefused(t *testing.T) {
	url, _ := serve(t)
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/lists/none", "", 404, `there is no list \"none\"`},
		{"GET", "/lists/none/contains", "", 404, "there is no list"},
		{"POST", "/apply", `{"base":"none"}`, 404, "there is no list"},
		{"POST", "/apply", `{"base":"raw","exclude":["none"]}`, 404, "there is no list"},
		{"POST", "/apply", `{"base":"raw","exclude":["tracts"]}`, 422, "project it first"},
		{"POST", "/apply", `{"base":"raw","omit":["bad"]}`, 400, "omit"},
		{"POST", "/apply", `{"base":"raw","exclude":["` + strings.Repeat("x", maxRequest) + `"]}`, 400, "too large"},
		{"DELETE", "/lists/raw", "", 405, ""},
	} {
		got := ask(t, c.method, url+c.path, c.body)
		assert.Equal(t, c.status, got.status, "%s %s", c.path, got.body)
		assert.Contains(t, got.body, c.want)
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.csv"), []byte("instrument,visit\nHSC,1\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.tsv"), []byte("instrument\tvisit\nHSC\t1\n"), 0o600))
	_, err := load(t.Context(), dir)
	require.ErrorContains(t, err, "a.tsv: there is another file for the list a")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.tsv"), []byte("instrument\tvisit\nHSC\tx\n"), 0o600))
	_, err = load(t.Context(), dir)
	require.ErrorContains(t, err, "a.tsv:2: column visit")
	_, err = load(t.Context(), filepath.Join(dir, "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestBuckets(t *testing.T) {
	for _, store := range buckettest.Start(t) {
		t.Run(store.Name, func(t *testing.T) {
			b, err := blob.OpenBucket(t.Context(), store.URL)
			require.NoError(t, err)
			defer b.Close()
			for file, l := range testLists(t) {
				require.NoError(t, bucket.WriteList(t.Context(), b, file, l, "", nil, atomicfile.Options{}))
			}
			lists, err := load(t.Context(), store.URL)
			require.NoError(t, err)
			require.Len(t, lists, 3)
			assert.Equal(t, testLists(t)["raw.parquet"].FullDigest(), lists["raw"].FullDigest())
		})
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- run(ctx, t.TempDir(), "127.0.0.1:0") }()
	stop()
	require.NoError(t, <-ended)
	assert.Error(t, run(t.Context(), t.TempDir(), "256.0.0.1:0"))
}

// TestPyarrow reads the stream as a Python program does.
func TestPyarrow(t *testing.T) {
	url, _ := serve(t)
	const program = `
import sys, urllib.request, pyarrow as pa, pyarrow.compute as pc
request = urllib.request.Request(sys.argv[1], headers={"Accept": "` + stream + `"})
with urllib.request.urlopen(request) as answer, pa.ipc.open_stream(answer) as batches:
    table = batches.read_all()
print(table.schema.names, table.num_rows, pc.min_max(table["visit"]), pc.sum(table["detector"]))
`
	said, err := exec.Command(python(t), "-c", program, url+"/lists/raw").CombinedOutput()
	require.NoError(t, err, string(said))
	assert.Equal(t, "['instrument', 'visit', 'detector'] 56700 [('min', 2025062900000), ('max', 2025062900299)] 5329800\n", string(said))
}

// python gives the interpreter that make setup installs.
func python(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SKYCAMPAIGN_PYTHON")
	if path == "" {
		path = filepath.Join("..", "..", ".venv", "bin", "python")
	}
	if _, err := exec.LookPath(path); err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v: run make setup", err)
	}
	return path
}
