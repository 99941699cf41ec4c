package json_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
)

// shapes are documents that other software writes, and what is read of them for the
// instrument L: DataIds, or a part of the error.
var shapes = []struct {
	name, in string
	opts     table.ReadOptions
	want     string
}{
	{"ints", `[7, 5, 7]`, told("visit"), "visit=5, visit=7"},
	{"strings", `["a","b"]`, told("group"), "group=a, group=b"},
	{"ints for two", `[7,5]`, told("visit,detector"), "!f.json:1: 1 values where 2 columns are named"},
	{"a fraction", `[7,5.0]`, told("visit"), "!f.json:2: column visit: bad value: the fraction 5.0; an integer is expected"},
	{"strings for ints", `["7"]`, told("visit"), `!f.json:1: column visit: bad value: "7" is a string; an integer is expected`},
	{"a range", `["7..8"]`, told("visit"), `!f.json:1: column visit: bad value: "7..8" is a string; an integer is expected`},
	{"null", `[7,null]`, told("visit"), "!f.json:2: column visit: bad value: it is null"},
	{"an object among ints", `[7,{"visit":5}]`, told("visit"), "!f.json:2: column visit: bad value: an object; an integer is expected"},
	{"ints and more", `[7] 5`, told("visit"), "!f.json: byte 4: found '5'; the end of the input after the document is expected"},
	{"ints of no dimension", `[7]`, told("mood"), "!f.json:1: --dimension mood: not a dimension of daf_butler/8"},

	{"orient=values", `[[7,1],[5,2]]`, told("visit,detector"), "visit=5 detector=2, visit=7 detector=1"},
	{"orient=values with reasons", `[["a",7],[null,8]]`, told("reason,visit"), "visit=7 (a), visit=8"},
	{"a short row", `[[7,1],[5]]`, told("visit,detector"), "!f.json:2: 1 values where 2 columns are named"},
	{"a long row", `[[7,1],[5,2,3]]`, told("visit,detector"), "!f.json:2: a row has more values than the 2 columns"},
	{"ranges as in golden JSON", `[[1,5],[7,9]]`, told("visit"), "!f.json:1: a row has more values than the 1 columns"},

	{"a named array", `{"bad": [7, 5]}`, told("visit"), "visit=5, visit=7"},
	{"an empty one", `{"bad": []}`, told("visit"), ""},
	{"a named array that is not told", `{"bad": [7, 5]}`, table.ReadOptions{}, "!f.json: column bad: not a dimension of daf_butler/8"},
	{"a name that is a dimension", `{"visit": [7, 5]}`, table.ReadOptions{}, "visit=5, visit=7"},
	{"a renamed array", `{"bad": [7, 5]}`, table.ReadOptions{Rename: map[string]string{"bad": "exposure"}, Dimensions: []string{"visit"}}, "exposure=5, exposure=7"},
	{"an array beside a text", `{"bad": [7, 5], "comment": "x"}`, told("visit"), "!f.json:1: column bad: not a dimension of daf_butler/8"},
	{"arrays", `{"visit":[7,5],"detector":[1,2],"reason":["a",null],"x":[0.5,{}]}`, ignoring("x"), "visit=5 detector=2, visit=7 detector=1 (a)"},
	{"arrays of two lengths", `{"visit":[7,5],"detector":[1]}`, table.ReadOptions{}, "!column detector: this column has 1 values, and another one 2"},

	{"orient=columns", `{"visit":{"0":7,"1":5},"detector":{"0":1,"1":2},"reason":{"0":null,"1":"a"}}`, table.ReadOptions{}, "visit=5 detector=2 (a), visit=7 detector=1"},
	{"an index that is a dimension", `{"detector":{"7":1,"5":2},"reason":{"7":"","5":"a"}}`, renaming("index", "visit"), "visit=5 detector=2 (a), visit=7 detector=1"},
	{"an index of strings", `{"detector":{"a":1,"5":2}}`, table.ReadOptions{Rename: map[string]string{"index": "group"}}, "group=5 detector=2, group=a detector=1"},
	{"an index that is left out", `{"visit":{"3":1,"5":2}}`, ignoring("index"), "visit=1, visit=2"},
	{"an index of reasons", `{"visit":{"clouds":1,"fog":2}}`, table.ReadOptions{ReasonColumn: "index"}, "visit=1 (clouds), visit=2 (fog)"},
	{"an index that might be a dimension", `{"detector":{"7":1,"5":2}}`, table.ReadOptions{}, `!column detector: the index is "7", and not 0 as it is where it numbers the rows: if it is a dimension, say --rename index=DIMENSION, and else --ignore-columns index`},
	{"an index out of order", `{"visit":{"0":1,"2":2}}`, table.ReadOptions{}, `!the index is "2", and not 1`},
	{"an index with zeros", `{"visit":{"00":1}}`, table.ReadOptions{}, `!the index is "00", and not 0`},
	{"a key twice", `{"visit":{"0":1,"0":2}}`, table.ReadOptions{}, `!the index is "0", and not 1`},
	{"a key twice in an index", `{"detector":{"7":1,"7":2}}`, renaming("index", "visit"), `!the key "7" appears twice in an object`},
	{"a key that is no int", `{"detector":{"7":1,"a":2}}`, renaming("index", "visit"), `!the key "a" is no number as those before it`},
	{"another index", `{"detector":{"7":1,"8":2},"reason":{"7":"a","9":"b"}}`, renaming("index", "visit"), `!column reason: the key "9" is not that of another column in this place`},
	{"a longer index", `{"detector":{"7":1},"reason":{"7":"a","9":"b"}}`, renaming("index", "visit"), `!column reason: the key "9" is not that of another column in this place`},
	{"a shorter index", `{"detector":{"7":1,"8":2},"reason":{"7":"a"}}`, renaming("index", "visit"), `!column reason: this column has 1 values, and another one 2`},
	{"floats for ints", `{"visit":{"0":7,"1":5.0}}`, table.ReadOptions{}, "!f.json:2: column visit: bad value: the fraction 5.0; a column has ints or strings, and nulls"},
	{"a string among ints", `{"visit":{"0":7,"1":"5"}}`, table.ReadOptions{}, `!f.json:2: column visit: bad value: the string "5" among ints; a column has ints or strings, and nulls`},
	{"an int among strings", `{"group":{"0":null,"1":"5","2":7}}`, table.ReadOptions{}, `!f.json:3: column group: bad value: the number 7 among strings; a column has ints or strings, and nulls`},
	{"an array among ints", `{"visit":{"0":7,"1":[5]}}`, table.ReadOptions{}, "!f.json:2: column visit: bad value: an array; a column has ints or strings, and nulls"},
	{"strings for a column of ints", `{"visit":{"0":"7"}}`, table.ReadOptions{}, `!f.json:1: column visit: bad value: "7" is a string; an integer is expected`},
	{"a null among ints", `{"visit":{"0":null,"1":7}}`, table.ReadOptions{}, "!f.json:1: column visit: bad value: it is null"},
	{"only nulls", `{"visit":{"0":null}}`, table.ReadOptions{}, "!f.json:1: column visit: bad value: it is null"},
	{"reasons that are null", `{"visit":{"0":3,"1":4},"reason":{"0":null,"1":null}}`, table.ReadOptions{}, "visit=3, visit=4"},
	{"a column of floats", `{"visit":{"0":7},"x":{"0":0.5}}`, table.ReadOptions{}, "!f.json: column x: not a dimension of daf_butler/8"},
	{"a column that ends in something else", `{"visit":{"0":7},"detector":5}`, table.ReadOptions{}, "!f.json:1: column visit: bad value: an object; an integer is expected"},

	{"orient=index", `{"0":{"visit":7,"detector":1},"1":{"visit":5,"detector":2,"reason":"a"}}`, table.ReadOptions{}, "visit=5 detector=2 (a), visit=7 detector=1"},
	{"orient=index by visit", `{"7":{"detector":1},"5":{"detector":2}}`, renaming("index", "visit"), "visit=5 detector=2, visit=7 detector=1"},
	{"orient=index by what might be a dimension", `{"7":{"detector":1},"5":{"detector":2}}`, table.ReadOptions{}, `!f.json:1: the index is "7", and not 0`},
	{"orient=index, ignored", `{"7":{"visit":1},"5":{"visit":2}}`, ignoring("index"), "visit=1, visit=2"},
	{"orient=index with a key twice", `{"7":{"visit":1},"7":{"visit":2}}`, ignoring("index"), `!the key "7" appears twice in an object`},
	{"numbers for columns too", `{"0":{"0":7,"1":5},"1":{"0":1,"1":2}}`, table.ReadOptions{Rename: map[string]string{"0": "visit", "1": "detector"}}, `!f.json:1: rows and columns both have numbers for names, so that which are which is not known: write the table by rows, as in orient="records"`},

	{"orient=split", `{"columns":["visit","reason"],"index":[0,1],"data":[[7,"a"],[5,null]]}`, table.ReadOptions{}, "visit=5, visit=7 (a)"},
	{"orient=split by visit", `{"columns":["detector"],"index":[7,5],"data":[[1],[2]]}`, renaming("index", "visit"), "visit=5 detector=2, visit=7 detector=1"},
	{"orient=split by what might be a dimension", `{"columns":["detector"],"index":[7,5],"data":[[1],[2]]}`, table.ReadOptions{}, "!the index is 7, and not 0"},
	{"orient=split with an index of strings", `{"columns":["detector"],"index":["x"],"data":[[1]]}`, table.ReadOptions{}, `!the index is "x", and not 0`},
	{"orient=split with two indexes", `{"columns":["detector"],"index":[[7,1]],"data":[[1]]}`, table.ReadOptions{}, `!the index is an array, and not 0`},
	{"orient=split, two indexes renamed", `{"columns":["detector"],"index":[[7,1]],"data":[[1]]}`, renaming("index", "visit"), `!column index: bad value: an array; a column has ints or strings, and nulls`},
	{"orient=split, ignored", `{"columns":["visit"],"index":[7,5],"data":[[1],[2]]}`, ignoring("index"), "visit=1, visit=2"},
	{"an index that is short", `{"columns":["detector"],"index":[7],"data":[[1],[2]]}`, renaming("index", "visit"), "!f.json:2: the index ends before the rows"},
	{"an index that is long", `{"columns":["visit"],"index":[0,1,2],"data":[[1],[2]]}`, table.ReadOptions{}, "!the table has 2 rows, and 3 values in its index"},
	{"an index that is late", `{"columns":["visit"],"data":[[1],[2]],"index":[0,1]}`, table.ReadOptions{}, "!the index comes behind the rows or twice"},
	{"no data", `{"columns":["visit"],"index":[0,1],"rows":2}`, table.ReadOptions{}, "!f.json:1: column columns: not a dimension"},
	{"data before columns", `{"data":[[1],[2]],"columns":["visit"]}`, table.ReadOptions{}, "!f.json:1: the rows come before the columns, which name their values"},
	{"columns twice", `{"columns":["visit"],"fields":["detector"],"data":[[1],[2]]}`, table.ReadOptions{}, "!the columns are named twice"},
	{"data twice", `{"columns":["visit"],"data":[[1]],"rows":[[2]]}`, table.ReadOptions{}, "!the rows come twice"},
	{"a split row that is short", `{"columns":["visit","detector"],"data":[[1]]}`, table.ReadOptions{}, "!f.json:1: 1 values where 2 columns are named"},

	{"orient=table", `{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"visit","type":"integer"}],"primaryKey":["index"],"pandas_version":"1.4.0"},"data":[{"index":0,"visit":7},{"index":1,"visit":5}]}`, table.ReadOptions{}, "visit=5, visit=7"},
	{"orient=table, filtered", `{"schema":{"fields":[{"name":"index"},{"name":"visit"}],"primaryKey":["index"]},"data":[{"index":3,"visit":7}]}`, table.ReadOptions{}, "!f.json:1: the index is 3, and not 0"},
	{"orient=table, ignored", `{"schema":{"fields":[{"name":"index"},{"name":"visit"}],"primaryKey":["index"]},"data":[{"index":3,"visit":7}]}`, ignoring("index"), "visit=7"},
	{"orient=table by visit", `{"schema":{"fields":[{"name":"visit","type":"integer"},{"name":"detector"}],"primaryKey":["visit"],"pandas_version":"1.4.0"},"data":[{"visit":7,"detector":1}]}`, table.ReadOptions{}, "visit=7 detector=1"},
	{"a column index that is no key", `{"schema":{"fields":[{"name":"index"},{"name":"visit"}]},"data":[{"index":0,"visit":7}]}`, table.ReadOptions{}, "!f.json:1: column index: not a dimension"},

	{"an answer of TAP", `{"metadata":[{"name":"visit","datatype":"long"},{"name":"detector"}],"data":[[7,1],[5,2]]}`, table.ReadOptions{}, "visit=5 detector=2, visit=7 detector=1"},
	{"an answer of Trino", `{"id":"q","infoUri":"u","columns":[{"name":"visit","type":"bigint"}],"data":[[7]],"stats":{"x":[1]},"warnings":[]}`, table.ReadOptions{}, "visit=7"},
	{"an answer that goes on", `{"id":"q","nextUri":"u","columns":[{"name":"visit","type":"bigint"}],"data":[[7]]}`, table.ReadOptions{}, `!member "nextUri" is not known of a table with columns and data: take it out if the rows are complete without it`},
	{"an answer of ClickHouse", `{"meta":[{"name":"visit","type":"Int64"}],"data":[{"visit":7}],"rows":1,"statistics":{}}`, table.ReadOptions{}, "visit=7"},
	{"fields and rows", `{"fields":["visit"],"rows":[[7]],"count":1}`, table.ReadOptions{}, "visit=7"},
	{"columns without names", `{"columns":[{"type":"bigint"}],"data":[[7]]}`, table.ReadOptions{}, "!a column has no member name"},
	{"columns that are numbers", `{"columns":[0],"data":[[7]]}`, table.ReadOptions{}, "!0 is a number; a string is expected"},

	{"data_id", `[{"data_id":{"visit":7},"run":"u/x","id":"1"},{"data_id":{"visit":5}}]`, table.ReadOptions{}, "visit=5, visit=7"},
	{"data_id in lines", "{\"data_id\":{\"visit\":7}}\n{\"data_id\":{\"visit\":5}}\n", table.ReadOptions{}, "visit=5, visit=7"},
	{"data_id in a DatasetRef", `[{"id":"1","datasetType":{"name":"raw"},"dataId":{"data_id":{"visit":7},"records":null}}]`, table.ReadOptions{}, "visit=7"},
	{"a report of quanta", `{"data_id":{"visit":7},"runs":{"u/x":"FAILED"},"messages":["a"]}`, ignoring("runs", "messages"), "visit=7"},
	{"members that are passed over are no table", "{\"tags\":[\"a\"],\"columns\":[1],\"visit\":7}\n{\"tags\":[],\"columns\":[],\"visit\":5}\n", ignoring("tags", "columns"), "visit=5, visit=7"},
}

func told(dimensions string) table.ReadOptions {
	return table.ReadOptions{Dimensions: strings.Split(dimensions, ",")}
}

func ignoring(columns ...string) table.ReadOptions { return table.ReadOptions{Ignore: columns} }

func renaming(column, dimension string) table.ReadOptions {
	return table.ReadOptions{Rename: map[string]string{column: dimension}}
}

func TestShapes(t *testing.T) {
	for _, c := range shapes {
		t.Run(c.name, func(t *testing.T) {
			opts := c.opts
			opts.Set = map[string]string{"instrument": "L"}
			got, err := read(t, c.in, &opts)
			if message, refused := strings.CutPrefix(c.want, "!"); refused {
				require.ErrorContains(t, err, message)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, inShort(got.List))
			assert.Equal(t, "json", strings.TrimSuffix(got.Format, "l"))
		})
	}
}

// inShort gives the DataIds of a list of one instrument without it, and the texts
// of their reasons.
func inShort(l *dataidlist.List) string {
	var all []string
	for d := range l.All() {
		_, text, _ := strings.Cut(d.String(), " ")
		for _, r := range l.ReasonsOf(d) {
			text += " (" + r.Text + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// TestPandasShapes reads what pandas writes of one table in all its shapes, with an
// index that numbers the rows, one that does not, and one that is a dimension.
func TestPandasShapes(t *testing.T) {
	const program = `import pandas as pd
t = pd.DataFrame({'visit': [2025081700113, 2025081700114, 2025082000042, 2025082000042], 'detector': [31, 150, 7, 7], 'reason': ['a', None, 'b', 'c']})
for orient in 'columns', 'split', 'index', 'values', 'table', 'records':
    for indent in None, 2:
        print(orient, t.to_json(orient=orient, indent=indent), sep='|', end='\0')
        if orient in ('columns', 'split', 'index'):
            print('filtered', t[::-1].to_json(orient=orient, indent=indent), sep='|', end='\0')
t = t[:3].set_index('visit')
for orient in 'columns', 'split', 'index':
    print('visits', t.to_json(orient=orient), sep='|', end='\0')
print('table', t.to_json(orient='table'), sep='|', end='\0')
`
	out, err := exec.Command(pyenv.Python(t), "-c", program).Output()
	require.NoError(t, err)
	files := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	require.Len(t, files, 6*2+3*2+3+1)
	for i, file := range files {
		kind, text, _ := strings.Cut(file, "|")
		opts := &table.ReadOptions{Set: map[string]string{"instrument": "LSSTCam"}}
		switch kind {
		case "values":
			opts.Dimensions = []string{"visit", "detector", "reason"}
		case "filtered":
			_, err := read(t, text, opts)
			require.ErrorContains(t, err, "the index is")
			opts.Ignore = []string{"index"}
		case "visits":
			_, err := read(t, text, opts)
			require.ErrorContains(t, err, "the index is")
			opts.Rename = map[string]string{"index": "visit"}
		}
		want := "visit=2025081700113 detector=31 (a), visit=2025081700114 detector=150, visit=2025082000042 detector=7 (b) (c)"
		if i >= 6*2+3*2 {
			want = strings.TrimSuffix(want, " (c)")
		}
		assert.Equal(t, want, inShort(mustRead(t, text, opts).List), text)
	}
}

func TestColumnsAreBounded(t *testing.T) {
	opts := &table.ReadOptions{Set: map[string]string{"instrument": "L"}}
	kept := func(text string, values int) error {
		_, err := json.ReadKept(table.Source{Name: "f", R: strings.NewReader(text)}, opts, values)
		return err
	}
	require.NoError(t, kept(`{"visit":[1,2]}`, 16<<20-2))
	for _, text := range []string{`{"visit":[1,2]}`, `{"visit":[1],"reason":[null]}`, `{"visit":[1],"reason":["a"]}`} {
		require.ErrorContains(t, kept(text, 16<<20-1), ": limit passed: more than 16777216 values in a table that is kept until its end: write it by rows", text)
	}

	same, other := strings.Repeat("x", 1<<20-10), new(strings.Builder)
	for i := range 65 {
		other.WriteString(`,"` + string(rune('a'+i%26)) + string(rune('a'+i/26)) + same + `"`)
	}
	require.ErrorContains(t, kept(`{"reason":["x"`+other.String()+`]}`, 0), "limit passed: more than 67108864 bytes of strings in a table that is kept until its end: write it by rows")
	require.NoError(t, kept(`{"reason":["y"`+strings.Repeat(`,"`+same[:60_000]+`"`, 2000)+`],"visit":[1`+strings.Repeat(",1", 2000)+`]}`, 0))

	_, err := read(t, `{"columns":["visit"`+strings.Repeat(`,"x"`, 4096)+`],"data":[]}`, opts)
	require.ErrorContains(t, err, "limit passed: more than 4096 columns")
}
