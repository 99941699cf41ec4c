package refusals_test

import (
	"slices"
	"strings"
)

// envelope has the members of a header, each on its own line.
var envelope = `{
"format":"dataidlist/1",
"universe":"daf_butler/8",
"strings":["instrument"],
"ints":["visit","detector"],
"count":3,
"digest":"` + because.Digest + `",
"fullDigest":"` + because.FullDigest + `",
"title":"to leave out",
"derivation":{"operation":"union","inputs":[{"role":"base","name":"bad.csv","count":3}]},
"reasons":[{"text":"donuts"},{"text":"trailed"}],
"dataIds":[
{"instrument":"LSSTCam","visit":2025042200001,"detector":0,"reasons":[1]},
{"instrument":"LSSTCam","visit":2025042200001,"detector":1,"reasons":[0,1]},
{"instrument":"LSSTCam","visit":2025042200003,"detector":188}
]
}
`

const (
	jsonArray = `[
{"instrument":"LSSTCam","visit":2025042200001,"detector":0,"reasons":[{"text":"trailed"}]},
{"instrument":"LSSTCam","visit":2025042200001,"detector":1,"reasons":[{"text":"donuts"},{"text":"trailed"}]},
{"instrument":"LSSTCam","visit":2025042200003,"detector":188}
]
`
	butler = `[
{"id":"a1","run":"u/ktl","dataId":{"instrument":"LSSTCam","visit":2025042200001,"detector":0,"band":"r"}},
{"id":"a2","run":"u/ktl","dataId":{"instrument":"LSSTCam","visit":2025042200001,"detector":1,"band":"r"}},
{"id":"a3","run":"u/ktl","dataId":{"instrument":"LSSTCam","visit":2025042200003,"detector":188,"band":"y"}}
]
`
	jsonLines = `{"instrument":"LSSTCam","visit":2025042200001,"detector":0,"reasons":[{"text":"trailed"}]}
{"instrument":"LSSTCam","visit":2025042200001,"detector":1,"reasons":[{"text":"donuts"},{"text":"trailed"}]}
{"instrument":"LSSTCam","visit":2025042200003,"detector":188}
`
	golden = `{"2025042200001":[[0,1]],
"2025042200003":[188]}
`
	lastID = `{"instrument":"LSSTCam","visit":2025042200003,"detector":188}`
)

func jsonFamilies() []family {
	third := place{Row: 3}
	inner, outer := place{Column: "detector"}, place{Column: "visit"}
	ofReasons := place{2, "reasons"}
	_, ids, _ := strings.Cut(envelope, `"reasons":[{"text":"donuts"},{"text":"trailed"}]`)
	return []family{
		{name: "json", suffix: ".json", format: "json", valid: envelope, list: because, faults: slices.Concat(
			headerFaults(because), reasonFaults(place{Column: "reasons"}), claimFaults(`"count":3,`, because), []fault{
				{"format-missing", to("\"format\":\"dataidlist/1\",\n", ""), "4.3", header, nowhere, "no format"},
				{"dataids-missing", to(ids, "}\n"), "4.3", header, nowhere, "no dataIds"},
				{"member-unknown", to(`"count":3,`, `"count":3,"mood":"bad",`), "4.3", header, nowhere, "a member that the envelope does not have"},
				{"member-case", to(`"count":3,`, `"count":3,"Description":"",`), "4.3", header, nowhere, "Description, which is not the member description"},
				{"member-late", to("]\n}\n", "],\n\"description\":\"\"\n}\n"), "4.3", header, nowhere, "a member after dataIds"},
				{"group", to(`"ints":["visit","detector"]`, `"ints":["visit"]`), "4.3", columns, place{Row: 1}, "DataIds with more dimensions than the header names"},
				{"reasons-object", to(`[{"text":"donuts"},{"text":"trailed"}]`, `{"text":"donuts"}`), "4.0.3", reasons, place{Column: "reasons"}, "an object for the array of reasons"},
				{"reason-index", to("[0,1]", "[0,2]"), "4.3", reasons, ofReasons, "an index that is not in reasons"},
				{"reason-index-negative", to("[0,1]", "[0,-1]"), "4.3", reasons, ofReasons, "a negative index"},
				{"reason-index-fraction", to("[0,1]", "[0,1.0]"), "4.0.1", reasons, ofReasons, "an index with a fraction"},
				{"reason-index-string", to("[0,1]", `[0,"1"]`), "4.0.1", reasons, ofReasons, "an index in quotes"},
				{"reason-index-object", to("[0,1]", `[0,{"text":"trailed"}]`), "4.3", reasons, ofReasons, "an object for an index"},
				{"cut", cut(2), "4.0.1", container, nowhere, "the last brace is missing"},
				{"cut-dataid", cut(len("8}\n]\n}\n")), "4.0.1", container, third, "the end is in a DataId"},
				{"rest", add("{}"), "4.3", container, nowhere, "a second document"},
				{"deep", to("188}", `188,"mood":`+strings.Repeat("[", 62)+strings.Repeat("]", 62)+"}"), "4.3", container, third, "65 levels"},
			})},
		{name: "array", suffix: ".json", format: "json", valid: jsonArray, list: because, faults: slices.Concat(
			jsonIntFaults(place{3, "detector"}), jsonFaults(), named(reasonFaults(ofReasons), "reason-text-missing", "reason-text-case", "reason-unknown", "reason-time-space"), []fault{
				{"group", to(`,"detector":188`, `,"tract":188`), "4.3", columns, third, "DataIds of two groups"},
				{"dataid-null", to(lastID, "null"), "4.3", container, third, "null for a DataId"},
				{"dataid-array", to(lastID, "[]"), "4.3", container, third, "an array for a DataId"},
				{"dataid-nested", to(lastID, `{"dataId":`+lastID+`}`), "4.3", columns, place{3, "dataId"}, "a Butler object among DataIds"},
				{"reasons-object", to(`[{"text":"trailed"}]`, `{"text":"trailed"}`), "4.3", reasons, place{1, "reasons"}, "an object for the array of reasons"},
				{"reasons-index", to(`[{"text":"trailed"}]`, `[0]`), "4.3", reasons, place{1, "reasons"}, "an index where no reasons are listed"},
				{"comma", to("188}", "188},"), "4.3", container, nowhere, "a comma after the last element"},
				{"cut", cut(2), "4.0.1", container, nowhere, "the last bracket is missing"},
				{"rest", add("[]"), "4.3", container, nowhere, "a second document"},
			})},
		{name: "butler", suffix: ".json", format: "json", valid: butler, list: planes, faults: []fault{
			{"dataid-missing", to(`{"id":"a3","run":"u/ktl","dataId":{"instrument":"LSSTCam","visit":2025042200003,"detector":188,"band":"y"}}`, lastID), "4.3", container, third, "a DataId among Butler objects"},
			{"dataid-null", to(`{"instrument":"LSSTCam","visit":2025042200003,"detector":188,"band":"y"}`, "null"), "4.3", container, third, "null for a DataId"},
			{"member-unknown", to(`"id":"a3"`, `"id":"a3","mood":"bad"`), "4.3", columns, place{3, "mood"}, "a member that is neither a dimension nor passed over"},
			{"implied", to(`1,"band":"r"`, `1,"band":"i"`), "1.4", rows, place{2, "band"}, "two bands of one visit"},
			{"implied-type", to(`"band":"y"`, `"band":5`), "4.3", rows, place{3, "band"}, "a number for a string dimension that is implied"},
		}},
		{name: "jsonl", suffix: ".jsonl", format: "jsonl", valid: jsonLines, list: because, faults: []fault{
			{"int-string", to("188", `"188"`), "4.0.1", rows, place{3, "detector"}, "an int in quotes"},
			{"group", to(`,"detector":188`, `,"tract":188`), "4.3", columns, third, "DataIds of two groups"},
			{"dataid-null", to(lastID, "null"), "4.4", container, third, "null for a DataId"},
			{"dataid-array", to(lastID, "["+lastID+"]"), "4.4", container, third, "an array on a line"},
			{"two-lines", to("200003,", "200003,\n"), "4.4", container, third, "a DataId on two lines"},
			{"one-line", to("188}", "188} "+lastID), "4.4", container, third, "two DataIds on a line"},
			{"comma", to("188}", "188},"), "4.4", container, third, "a comma after a DataId"},
			{"cut", cut(3), "4.0.1", container, third, "the end is in a DataId"},
		}},
		{name: "golden", suffix: ".golden.json", format: "golden", valid: golden, list: planes, told: &told{Dimensions: []string{"visit", "detector"}, Set: instrument}, faults: slices.Concat(
			goldenFaults(), []fault{
				{"key-plus", to("2025042200003", "+2025042200003"), "4.0.1", rows, outer, "an outer int with a plus"},
				{"key-leading-zero", to("2025042200003", "02025042200003"), "4.0.1", rows, outer, "an outer int with a leading zero"},
				{"key-negative", to("2025042200003", "-2025042200003"), "4.0.1", rows, outer, "a negative outer int"},
				{"key-2-63", to("2025042200003", "9223372036854775808"), "4.0.1", rows, outer, "an outer int of 2^63"},
				{"key-empty", to("2025042200003", ""), "4.0.1", rows, outer, "an empty outer int"},
				{"key-twice", to(`"2025042200003":`, `"2025042200003":[188],"2025042200003":`), "4.3", container, outer, "an outer int twice"},
				{"range-backwards", to("[0,1]", "[1,0]"), "4.9", rows, inner, "a range that ends before it begins"},
				{"range-one", to("[0,1]", "[0]"), "4.9", container, inner, "a range with one end"},
				{"range-three", to("[0,1]", "[0,1,1]"), "4.9", container, inner, "a range with three ends"},
				{"int-string", to("188", `"188"`), "4.0.1", container, inner, "an int in quotes"},
				{"int-null", to("188", "null"), "4.0.1", container, inner, "null for an int"},
				{"int-alone", to("[188]", "188"), "4.9", container, inner, "an int for the array of ints"},
				{"cut", cut(2), "4.0.1", container, nowhere, "the last brace is missing"},
				{"rest", add("{}"), "4.3", container, nowhere, "a second document"},
			})},
	}
}

// noJSON are faults of ints that are no numbers of JSON either.
var noJSON = []string{"int-plus", "int-leading-zero", "int-hexadecimal", "int-underscore", "int-arabic", "int-word"}

func jsonIntFaults(where place) []fault {
	all := intFaults(188, where)
	for i := range all {
		if slices.Contains(noJSON, all[i].name) {
			all[i].section, all[i].expect, all[i].place = "4.3", container, place{Row: where.Row}
		}
	}
	return all
}

// goldenFaults are those of an inner int, of which only syntax is said.
func goldenFaults() []fault {
	all := intFaults(188, place{Column: "detector"})
	for i := range all {
		all[i].expect = container
	}
	return all
}

// jsonFaults are those of the last DataId.
func jsonFaults() []fault {
	third, last, text := place{Row: 3}, place{3, "detector"}, place{3, "instrument"}
	word := func(after string) edit {
		return to(`"LSSTCam","visit":2025042200003`, after+`,"visit":2025042200003`)
	}
	return []fault{
		{"int-string", to("188", `"188"`), "4.0.1", rows, last, "an int in quotes"},
		{"int-range", to("188", `"188..188"`), "4.0.1", rows, last, "a range, which JSON does not have"},
		{"int-minus-zero", to(":0", ":-0"), "4.3", rows, place{1, "detector"}, "-0"},
		{"int-null", to("188", "null"), "4.0.1", rows, last, "null for an int"},
		{"int-true", to("188", "true"), "4.3", rows, last, "true for an int"},
		{"int-array", to("188", "[188]"), "4.3", rows, last, "an array for an int"},
		{"int-nan", to("188", "NaN"), "4.3", container, last, "NaN, which JSON does not have"},
		{"string-number", word("7"), "4.3", rows, text, "a number for a string"},
		{"string-null", word("null"), "4.0.1", rows, text, "null for a string"},
		{"string-empty", word(`""`), "4.0.1", rows, text, "an empty string"},
		{"string-object", word(`{"name":"LSSTCam"}`), "4.3", rows, text, "an object for a string"},
		{"string-utf8", word("\"LSSTCam\xff\""), "4.0.1", container, text, "a byte that is not UTF-8"},
		{"string-surrogate", word(`"LSSTCam\ud83d"`), "4.3", container, text, "half of a surrogate pair"},
		{"string-control", word("\"LSST\tCam\""), "4.3", container, text, "a control character that is not escaped"},
		{"string-quotes", word(`'LSSTCam'`), "4.3", container, text, "single quotes"},
		{"member-missing", to(`,"detector":188`, ""), "4.0.1", columns, third, "a DataId without a dimension"},
		{"member-twice", to(`"detector":188`, `"detector":188,"detector":188`), "4.3", container, third, "a member twice"},
		{"member-unknown", to("188}", `188,"mood":"bad"}`), "4.0.1", columns, place{3, "mood"}, "a member that is no dimension"},
		{"comment", to("188", "188/**/"), "4.3", container, third, "a comment, which JSON does not have"},
	}
}
