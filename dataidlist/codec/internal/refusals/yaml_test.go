package refusals_test

import (
	"fmt"
	"slices"
	"strings"
)

var mapping = `format: dataidlist/1
universe: daf_butler/8
strings: [instrument]
ints: [visit, detector]
count: 3
digest: ` + because.Digest + `
fullDigest: ` + because.FullDigest + `
title: to leave out
derivation: {operation: union, inputs: [{role: base, name: bad.csv, count: 3}]}
reasons:
- {"text":"donuts"}
- {text: trailed}
dataIds:
- {instrument: LSSTCam, visit: 2025042200001, detector: 0, reasons: [1]}
- {instrument: LSSTCam, visit: 2025042200001, detector: 1, reasons: [0, 1]}
- {instrument: LSSTCam, visit: 2025042200003, detector: 188}
`

// export is of the Butler.
const export = `description: Butler Data Repository Export
version: 1.0.2
universe_version: 7
universe_namespace: daf_butler
data:
- type: dataset
  dataset_type: raw
  records:
  - data_id: {instrument: LSSTCam, visit: 2025042200001, detector: 0}
  - data_id: {instrument: LSSTCam, visit: 2025042200001, detector: 1}
  - data_id: {instrument: LSSTCam, visit: 2025042200003, detector: 188}
`

// laughs are members each of which stands for ten times as much as the one before.
func laughs(lines int) string {
	text := "ha0: &ha0 ha\n"
	for i := range lines {
		text += fmt.Sprintf("ha%d: &ha%d [%s*ha%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*ha%d, ", i), 9), i)
	}
	return text
}

func yamlFamilies() []family {
	line, last, text := place{Row: 16}, place{16, "detector"}, place{16, "instrument"}
	word := func(after string) edit { return to("LSSTCam, visit: 2025042200003", after+", visit: 2025042200003") }
	row := func(after string) edit {
		return to("{instrument: LSSTCam, visit: 2025042200003, detector: 188}", after)
	}
	ofReasons := place{Row: 15}
	return []family{
		{name: "yaml", suffix: ".yaml", format: "yaml", valid: mapping, list: because, faults: slices.Concat(
			intFaults(188, last), named(reasonFaults(place{Row: 11}), "reason-text-missing", "reason-text-case", "reason-text-twice", "reason-author-null", "reason-unknown", "reason-string", "reason-time-space"),
			claimFaults("count: 3\n", because), []fault{
				{"int-string", to("188", "'188'"), "4.0.1", rows, last, "an int in quotes"},
				{"int-octal", to("188", "0o274"), "4.0.1", rows, last, "an int in octal digits"},
				{"int-sexagesimal", to("188", "3:08"), "4.0.1", rows, last, "an int in sexagesimal digits"},
				{"int-range", to("188", "188..188"), "4.0.1", rows, last, "a range, which YAML does not have"},
				{"int-sequence", to("188", "[188]"), "4.8", rows, last, "a sequence for an int"},
				{"string-tilde", word("~"), "4.8", rows, text, "~ for a string"},
				{"string-null", word("null"), "4.8", rows, text, "null for a string"},
				{"string-null-title", word("Null"), "4.8", rows, text, "Null for a string"},
				{"string-null-upper", word("NULL"), "4.8", rows, text, "NULL for a string"},
				{"string-nothing", word(""), "4.8", rows, text, "nothing for a string"},
				{"string-empty", word("''"), "4.0.1", rows, text, "an empty string"},
				{"string-utf8", word("LSSTCam\xff"), "4.0.1", container, nowhere, "a byte that is not UTF-8"},
				{"string-control", word("LSST\x01Cam"), "4.0.1", container, nowhere, "a control character"},
				{"alias", row("&last {instrument: LSSTCam, visit: 2025042200003, detector: 188}\n- *last"), "4.8", pass, nowhere, "none: an alias"},
				{"alias-unknown", row("{instrument: LSSTCam, visit: 2025042200003, detector: *last}"), "4.8", container, line, "an alias without its anchor"},
				{"alias-loop", to("title: to leave out\n", "title: to leave out\nmood: &mood [bad, *mood]\n"), "4.8", container, place{Row: 9}, "an alias in what it stands for"},
				{"alias-laughs", to("title: to leave out\n", "title: to leave out\n"+laughs(7)), "5", container, place{Row: 15}, "aliases that stand for ten million words"},
				{"merge", row("{<<: {instrument: LSSTCam, visit: 2025042200003}, detector: 188}"), "4.8", container, line, "a merge key"},
				{"tag", to("188", "!!int 188"), "4.8", container, line, "a tag"},
				{"tag-string", to("188", "!!int '188'"), "4.8", container, line, "a tag that makes an int of a string"},
				{"tag-mapping", row("!dataid {instrument: LSSTCam, visit: 2025042200003, detector: 188}"), "4.8", container, line, "a tag before a mapping"},
				{"key-twice", to("detector: 188", "detector: 188, detector: 188"), "4.8", container, line, "a key twice"},
				{"member-twice", to("count: 3\n", "count: 3\ncount: 3\n"), "4.8", container, place{Row: 6}, "a member of the header twice"},
				{"member-unknown", to("detector: 188", "detector: 188, mood: bad"), "4.0.1", columns, place{16, "mood"}, "a member that is no dimension"},
				{"member-missing", to(", detector: 188", ""), "4.0.1", columns, line, "a DataId without a dimension"},
				{"member-late", add("description: late\n"), "4.8", header, place{Row: 17}, "a member of the header after dataIds"},
				{"document", add("---\n- {instrument: LSSTCam, visit: 2025042200003, detector: 188}\n"), "4.8", container, place{Row: 17}, "a second document"},
				{"rest", add("...\n- {instrument: LSSTCam, visit: 2025042200003, detector: 188}\n"), "4.0.1", container, place{Row: 17}, "bytes after the end of the document"},
				{"deep", to("188}", "188, mood: "+strings.Repeat("[", 62)+strings.Repeat("]", 62)+"}"), "4.8", container, line, "65 levels"},
				{"cut", cut(3), "4.0.1", container, nowhere, "the end is in a DataId"},
				{"format", to("dataidlist/1", "dataidlist/2"), "4.0.3", header, nowhere, "another format"},
				{"universe-version", to("daf_butler/8", "daf_butler"), "1.1", header, nowhere, "a universe without version"},
				{"universe-missing", to("universe: daf_butler/8\n", ""), "4.0.3", header, nowhere, "no universe"},
				{"ints-order", to("[visit, detector]", "[detector, visit]"), "4.0.3", header, nowhere, "ints that are not in canonical order"},
				{"count-string", to("count: 3\n", "count: '3'\n"), "4.0.3", header, nowhere, "a string for the count"},
				{"title-sequence", to("to leave out", "[to leave out]"), "4.0.3", header, nowhere, "a sequence for the title"},
				{"derivation-string", to("{operation: union, inputs: [{role: base, name: bad.csv, count: 3}]}", "union"), "4.0.3", header, nowhere, "a string for the derivation"},
				{"derivation-unknown", to("operation: union", "operation: union, mood: bad"), "4.0.3", pass, nowhere, "none: a derivation has a member that is not known"},
				{"unknown", to("count: 3\n", "count: 3\nmood: bad\n"), "4.8", pass, nowhere, "none: the mapping has a member that is not known"},
				{"reason-index", to("[0, 1]", "[0, 2]"), "4.8", reasons, ofReasons, "an index that is not in reasons"},
				{"reason-index-plus", to("[0, 1]", "[0, +1]"), "4.0.1", reasons, ofReasons, "an index with a plus"},
				{"reason-index-string", to("[0, 1]", "[0, '1']"), "4.0.1", reasons, ofReasons, "an index in quotes"},
			})},
		{name: "export", suffix: ".yaml", format: "yaml", valid: export, list: planes, faults: []fault{
			{"records-missing", to("  records:", "  others:"), "4.8", container, place{Row: 6}, "an entry without records"},
			{"data-id-missing", to("  - data_id: {instrument: LSSTCam, visit: 2025042200003", "  - other: {instrument: LSSTCam, visit: 2025042200003"), "4.8", container, place{Row: 11}, "a record without data_id"},
			{"universe-version", to("universe_version: 7", "universe_version: seven"), "4.8", header, place{Row: 3}, "a version that is no number"},
			{"entries", add("- {type: dataset, dataset_type: flat, records: []}\n"), "4.8", columns, nowhere, "two dataset types, of which none is told"},
			{"int-string", to("188", "'188'"), "4.0.1", rows, place{11, "detector"}, "an int in quotes"},
		}},
	}
}
