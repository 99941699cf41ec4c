package json_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// header begins an envelope of {instrument, visit}; reasons may follow.
const header = `{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["visit"],`

// refusals are documents and the errors that they give.
var refusals = []struct{ name, in, want string }{
	{"a string for an int", `[{"instrument":"L","visit":5},{"instrument":"L","visit":"12"}]`, `f.json:2: column visit: bad value: "12" is a string; an integer is expected`},
	{"a number for a string", `[{"instrument":7,"visit":5}]`, `f.json:1: column instrument: bad value: 7 is a number; a string is expected`},
	{"a fraction", `[{"instrument":"L","visit":1.0}]`, `f.json:1: column visit: bad value: the fraction 1.0; an integer is expected`},
	{"an exponent", `[{"instrument":"L","visit":1e3}]`, `f.json:1: column visit: bad value: the number 1e3 with an exponent; an integer is expected`},
	{"a negative number", `[{"instrument":"L","visit":-0}]`, `f.json:1: column visit: bad value: the negative number -0; an integer is expected`},
	{"2^63", `[{"instrument":"L","visit":9223372036854775808}]`, `f.json:1: column visit: bad value: the number 9223372036854775808 above 9223372036854775807; an integer is expected`},
	{"null", `[{"instrument":"L","visit":null}]`, `f.json:1: column visit: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL`},
	{"NaN", `[{"instrument":"L","visit":NaN}]`, `f.json:1: column visit: NaN is no JSON: write null, or leave the member out`},
	{"NaN in a member that is passed over", `[{"id":-Infinity,"dataId":{"instrument":"L","visit":5}}]`, `f.json:1: column id: -Infinity is no JSON: write null, or leave the member out`},
	{"NaN in JSON Lines", "{\"instrument\":\"L\",\"visit\":5}\n{\"instrument\":\"L\",\"visit\":5,\"records\":{\"x\":[NaN]}}\n", `f.json:2: NaN is no JSON: write null, or leave the member out`},
	{"a boolean", `[{"instrument":"L","visit":true}]`, `f.json:1: column visit: bad value: true; an integer is expected`},
	{"an array for an int", `[{"instrument":"L","visit":[5]}]`, `f.json:1: column visit: bad value: an array; an integer is expected`},
	{"an object for a string", `[{"instrument":{"name":"L"},"visit":5}]`, `f.json:1: column instrument: bad value: an object; a string is expected`},
	{"an empty string", `[{"instrument":"","visit":5}]`, `f.json:1: column instrument: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL`},
	{"an unknown member", `[{"instrument":"L","visit":5,"note":"x"}]`, `f.json:1: column note: not a dimension of daf_butler/8: use --reason-column, --rename note=DIMENSION or --ignore-columns`},
	{"a member twice", `[{"instrument":"L","visit":5,"visit":5}]`, `f.json:1: the key "visit" appears twice in an object`},
	{"a dimension that lacks", `[{"visit":5}]`, `f.json:1: dimension instrument is missing: give it with --set instrument=VALUE`},
	{"mixed groups", `[{"instrument":"L","visit":5},{"instrument":"L","exposure":5}]`, `f.json:2: dimension groups do not fit: here are DataIds of {instrument, exposure}, before of {instrument, visit}: a list has one group`},
	{"two bands of a visit", `[{"instrument":"L","visit":5,"band":"r"},{"instrument":"L","visit":5,"band":"g"}]`, `f.json:2: column band: bad value: "g" here and "r" in row 1, both for instrument "L", visit 5, which has only one`},
	{"a number as a DataId", `[5]`, `f.json: an array of values does not say of which dimensions they are: name these in the order of the values, as in --dimension visit,detector`},
	{"a number among DataIds", `[{"instrument":"L","visit":5},5]`, `f.json:2: 5 is a number; an object is expected`},
	{"an empty DataId", `[{}]`, `f.json:1: no column is a dimension of daf_butler/8: name the columns with --rename, or the dimension of a text file with --dimension`},
	{"nothing", ``, `f.json: the input has no DataIds and does not name its dimensions: give them with --dimension and --set`},
	{"an empty array", `[]`, `f.json: the input has no DataIds and does not name its dimensions: give them with --dimension and --set`},
	{"trailing data", `[{"instrument":"L","visit":5}] x`, `f.json: byte 31: found 'x'; the end of the input after the document is expected`},
	{"two arrays", "[]\n[]", `f.json: byte 3: found '['; the end of the input after the document is expected`},
	{"an end too early", `[{"instrument":"L","visit":5}`, `f.json: byte 29: the input ends; ',' or ']' is expected`},
	{"an end in a DataId", `[{"instrument":"L","visit":5},{"instru`, `f.json:2: the string has no closing quote`},
	{"not UTF-8", "[{\"instrument\":\"L\xff\",\"visit\":5}]", `f.json:1: column instrument: byte 0xff is not UTF-8`},
	{"half a surrogate pair", `[{"instrument":"\ud83d","visit":5}]`, `f.json:1: column instrument: \ud83d is half of a surrogate pair`},
	{"too deep", strings.Repeat("[", 100), `f.json: an array of values does not say of which dimensions they are: name these in the order of the values, as in --dimension visit,detector`},
	{"too deep in a member", `[{"instrument":"L","visit":` + strings.Repeat("[", 100), `f.json:1: limit passed: objects and arrays are nested deeper than 64 levels`},
	{"a line of JSON Lines", "{\"instrument\":\"L\",\"visit\":5}\n\n{\"instrument\":\"L\",\"visit\":\"6\"}\n", `f.json:3: column visit: bad value: "6" is a string; an integer is expected`},
	{"broken JSON Lines", "{\"instrument\":\"L\",\"visit\":5}\n{\"instrument\":\"L\",\n\"visit\":6}\n", `f.json:2: the line ends inside a value; JSON Lines has each value on one line`},
	{"two on a line", `{"instrument":"L","visit":5} {"instrument":"L","visit":6}`, `f.json:1: found '{'; a new line after the value is expected`},
	{"an array in JSON Lines", "{\"instrument\":\"L\",\"visit\":5}\n[]\n", `f.json:2: found an array; an object is expected`},
	{"an object on two lines and another", "{\"instrument\":\"L\",\n\"visit\":5}\n{}", `f.json: byte 30: found '{'; the end of the input after the document is expected`},

	{"a reason that is a number", `[{"instrument":"L","visit":5,"reason":7}]`, `f.json:1: column reason: bad value: 7 is no text for a reason`},
	{"reasons that are no array", `[{"instrument":"L","visit":5,"reasons":"x"}]`, `f.json:1: column reasons: "x" is a string; an array is expected`},
	{"a reason that is a string", `[{"instrument":"L","visit":5,"reasons":["x"]}]`, `f.json:1: column reasons: "x" is a string; an object is expected`},
	{"a reason without text", `[{"instrument":"L","visit":5,"reasons":[{"url":"u"}]}]`, `f.json:1: column reasons: bad value: a reason without text`},
	{"an unknown member of a reason", `[{"instrument":"L","visit":5,"reasons":[{"text":"x","why":"y"}]}]`, `f.json:1: column reasons: a reason has no member "why": it has text, source, author, time and url`},
	{"a reason with a date", `[{"instrument":"L","visit":5,"reasons":[{"text":"x","time":"2025-06-29"}]}]`, `f.json:1: column reasons: bad value: "2025-06-29" is not a time as in RFC 3339, to nanoseconds at most, such as 2025-06-29T04:05:06Z`},
	{"a reason with an hour of one digit", `[{"instrument":"L","visit":5,"reasons":[{"text":"x","time":"2025-06-29T4:05:06Z"}]}]`, `f.json:1: column reasons: bad value: "2025-06-29T4:05:06Z" is not a time as in RFC 3339, to nanoseconds at most, such as 2025-06-29T04:05:06Z`},
	{"a long reason", `[{"instrument":"L","visit":5,"reasons":[{"text":"` + strings.Repeat("x", 65537) + `"}]}]`, `f.json:1: column reasons: limit passed: the text of a reason has 65537 bytes, more than 65536`},

	{"a Butler object and a DataId", `[{"dataId":{"instrument":"L","visit":5}},{"instrument":"L","visit":6}]`, `f.json:2: the object has no member dataId, unlike the first one: a file has either DataIds or Butler objects`},
	{"a DataId and a Butler object", `[{"instrument":"L","visit":6},{"dataId":{"instrument":"L","visit":5}}]`, `f.json:2: column dataId: not a dimension of daf_butler/8: use --reason-column, --rename dataId=DIMENSION or --ignore-columns`},
	{"an unknown member beside dataId", `{"dataId":{"instrument":"L","visit":5},"note":1}`, `f.json:1: column note: not a dimension of daf_butler/8: use --reason-column, --rename note=DIMENSION or --ignore-columns`},
	{"dataId and data_id", `[{"data_id":{"instrument":"L","visit":5},"dataId":{"instrument":"L","visit":5}}]`, `f.json:1: the object has both dataId and data_id`},
	{"a minimal DatasetRef", `[{"id":"1","datasetType":null,"dataId":null,"run":null}]`, `f.json:1: column id: not a dimension of daf_butler/8: use --reason-column, --rename id=DIMENSION or --ignore-columns`},

	{"another format", `{"format":"dataidlist/2","universe":"daf_butler/8","strings":[],"ints":["visit"],"dataIds":[]}`, `f.json: byte 10: format "dataidlist/2" is not known: this version reads dataidlist/1`},
	{"an unknown member of the envelope", header + `"note":"x","dataIds":[]}`, `f.json: byte 93: an envelope has no member "note"`},
	{"an envelope without dataIds", header + `"count":0}`, `f.json: byte 102: the envelope has no dataIds`},
	{"an envelope without ints", `{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"dataIds":[]}`, `f.json: byte 76: the list header has no ints`},
	{"reasons after the dataIds", header + `"dataIds":[],"reasons":[]}`, `f.json: byte 106: member "reasons" comes after dataIds, which is the last one of an envelope`},
	{"too few DataIds", header + `"count":2,"dataIds":[{"instrument":"L","visit":5}]}`, `f.json: the file is damaged or was edited: its header states 2 DataIds and it has 1`},
	{"a negative count", header + `"count":-1,"dataIds":[]}`, `f.json: byte 101: -1 is negative; an int64 value from 0 is expected`},
	{"a short digest", header + `"digest":"dil1:12","dataIds":[]}`, `f.json: byte 102: bad value: "dil1:12" is not a digest: dil1: and 64 lower-case hex digits are expected`},
	{"a reason that is not listed", header + `"reasons":[{"text":"x"}],"dataIds":[{"instrument":"L","visit":5,"reasons":[1]}]}`, `f.json:1: column reasons: bad value: reason 1 of 1, counted from 0`},
	{"another group than the header", header + `"dataIds":[{"instrument":"L","exposure":5}]}`, `f.json:1: dimension groups do not fit: here are DataIds of {instrument, exposure}, before of {instrument, visit}: a list has one group`},
	{"dimensions out of order", `{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["detector","visit"],"dataIds":[]}`, `f.json: byte 104: the strings {instrument} and ints {detector, visit} are not a group of daf_butler/8 in canonical order: that is {instrument, visit, detector}`},
	{"an operation that is no text", header + `"derivation":{"operation":1},"dataIds":[]}`, `f.json: byte 119: 1 is a number; a string is expected`},
	{"a name twice in a derivation", header + `"derivation":{"why":1,"why":2},"dataIds":[]}`, `f.json: byte 115: the key "why" appears twice in an object`},
	{"the digest of an input in capitals", header + `"derivation":{"inputs":[{"digest":"DIL1:00"}]},"dataIds":[]}`, `f.json: byte 127: bad value: "DIL1:00" is not a digest: dil1: and 64 lower-case hex digits are expected`},
	{"a derivation that is null", header + `"derivation":null,"dataIds":[]}`, `f.json: byte 106: found null; an object is expected`},

	{"golden JSON without dimensions", `{"5":[[1,2]]}`, `f.json: golden JSON does not name its dimensions: say whose they are with --universe, as in --universe cms, or give them with --dimension OUTER,INNER, and others with --set`},
	{"a container that knows too much", `{"container_version":"V2"}`, `f.json: byte 21: container_version "V2" is not known: this version reads V1`},
	{"a container without refs", `{"container_version":"V1"}`, `f.json: byte 25: the container has no compact_refs`},
	{"refs without types", `{"compact_refs":{}}`, `f.json: byte 1: compact_refs comes before universe_version, universe_namespace and dataset_types, which say what the refs are`},
}

func TestRefusals(t *testing.T) {
	for _, c := range refusals {
		_, err := read(t, c.in, &table.ReadOptions{})
		assert.EqualError(t, err, c.want, c.name)
	}
}

func TestErrorsHaveTheOffsetOfTheValue(t *testing.T) {
	for in, want := range map[string]string{
		`[{"instrument":"L","visit":5},{"instrument":"L","visit":@"12"}]`: "visit",
		`[{"instrument":"L","visit":5,"note":@"x"}]`:                      "note",
		`[{"instrument":"L","visit":5,"reasons":[{"text":@7}]}]`:          "reasons",
		"[{\"instrument\":\"L@\xff\",\"visit\":5}]":                       "instrument",
		`[{"instrument":"L","visit":5@`:                                   "",
	} {
		at := strings.IndexByte(in, '@')
		_, err := read(t, strings.Replace(in, "@", "", 1), &table.ReadOptions{})
		var e *dataidlist.InputError
		require.ErrorAs(t, err, &e)
		assert.EqualValues(t, at+1, e.Byte, in)
		assert.Equal(t, want, e.Column, in)
	}
}

func TestSelectNeedsATypeThatIsThere(t *testing.T) {
	opts := &table.ReadOptions{Select: "raw"}
	_, err := read(t, `[{"instrument":"L","visit":5}]`, opts)
	require.EqualError(t, err, `f.json: --select raw: the input has no dataset types`)
	_, err = read(t, `[{"datasetType":{"name":"calexp"},"dataId":{"dataId":{"instrument":"L","visit":5}}}]`, opts)
	require.EqualError(t, err, `f.json: --select raw: the input has only the dataset types "calexp"`)
}

func TestAChangedEnvelopeIsRefused(t *testing.T) {
	list := exclusions(t)
	text := written(t, json.Write, list, table.WriteOptions{})
	for old, changed := range map[string]string{
		`"detector":93`:        `"detector":92`,
		`"count":4`:            `"count":5`,
		list.Digest().String(): dataidlist.Empty(list.Group()).Digest().String(),
		`"reasons":[0,1]`:      `"reasons":[1]`,
		`"text":"donuts"`:      `"text":"doughnuts"`,
	} {
		require.Contains(t, text, old)
		_, err := read(t, strings.Replace(text, old, changed, 1), &table.ReadOptions{})
		assert.ErrorIs(t, err, table.ErrMismatch, old)
	}
	for old, c := range map[string]struct{ changed, err string }{
		`"ints":["visit"`:         {`"ints":["exposure"`, "here are DataIds of {instrument, visit, detector}, before of {instrument, exposure, detector}"},
		`"strings":["instrument"`: {`"strings":["skymap"`, "the strings {skymap} and ints {visit, detector} are not a group of daf_butler/8 in canonical order"},
	} {
		require.Contains(t, text, old)
		_, err := read(t, strings.Replace(text, old, c.changed, 1), &table.ReadOptions{})
		assert.ErrorContains(t, err, c.err)
	}
}
