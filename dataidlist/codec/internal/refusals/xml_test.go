package refusals_test

import "strings"

const goodRuns = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE LumiRangeCollection SYSTEM "http://atlas-runquery.cern.ch/LumiRangeCollection.dtd">
<LumiRangeCollection>
  <!-- 22 April -->
  <NamedLumiRange>
    <Name>good</Name>
    <Version>2.1</Version>
    <LumiBlockCollection>
      <Run>2025042200001</Run>
      <LBRange Start="0" End="1"/>
    </LumiBlockCollection>
    <LumiBlockCollection>
      <Run>2025042200003</Run>
      <LBRange Start="188" End="188"/>
    </LumiBlockCollection>
  </NamedLumiRange>
</LumiRangeCollection>
`

func xmlFamilies() []family {
	run, end := place{13, "Run"}, place{14, "LBRange End"}
	return []family{{name: "grl", suffix: ".xml", format: "grl", valid: goodRuns, list: planes, told: &told{Dimensions: []string{"visit", "detector"}, Set: instrument}, faults: []fault{
		{"run-plus", to("2025042200003", "+2025042200003"), "4.0.1", rows, run, "a run with a plus"},
		{"run-leading-zero", to("2025042200003", "02025042200003"), "4.0.1", rows, run, "a run with a leading zero"},
		{"run-2-63", to("2025042200003", "9223372036854775808"), "4.0.1", rows, run, "a run of 2^63"},
		{"run-empty", to("2025042200003", ""), "4.0.1", rows, run, "an empty run"},
		{"run-missing", to("      <Run>2025042200003</Run>\n", "\n"), "4.12", container, place{Row: 14}, "a range before its run"},
		{"run-twice", to("</Run>\n      <LBRange Start=\"188\"", "</Run><Run>2025042200003</Run>\n      <LBRange Start=\"188\""), "4.12", container, run, "two runs in a collection of blocks"},
		{"end-plus", to(`End="188"`, `End="+188"`), "4.0.1", rows, end, "an end with a plus"},
		{"end-fraction", to(`End="188"`, `End="188.0"`), "4.0.1", rows, end, "an end with a fraction"},
		{"end-missing", to(` End="188"`, ""), "4.12", container, place{14, "LBRange"}, "a range without end"},
		{"start-missing", to(` Start="188"`, ""), "4.12", container, place{14, "LBRange"}, "a range without start"},
		{"backwards", to(`End="188"`, `End="187"`), "4.0.1", rows, place{14, "detector"}, "a range that ends before it begins"},
		{"metadata-twice", to("<Version>2.1</Version>", "<Version>2.1</Version><Version>2.1</Version>"), "4.12", header, nowhere, "a Version twice"},
		{"declarations", to(`SYSTEM "http://atlas-runquery.cern.ch/LumiRangeCollection.dtd"`, `[<!ENTITY end "188">]`), "4.12", container, place{Row: 2}, "a document type with declarations"},
		{"entity", to("good", "&good;"), "4.12", container, place{Row: 6}, "an entity that XML does not have"},
		{"encoding", to("UTF-8", "ISO-8859-1"), "4.12", container, place{Row: 1}, "another encoding"},
		{"name-utf8", to("good", "good\xff"), "4.0.1", container, place{Row: 6}, "a byte that is not UTF-8"},
		{"comment-utf8", to("April", "April\xff"), "4.0.1", container, place{Row: 4}, "a byte that is not UTF-8 in a comment"},
		{"text-between", to("    <LumiBlockCollection>\n      <Run>2025042200003", "    188<LumiBlockCollection>\n      <Run>2025042200003"), "4.12", container, place{Row: 12}, "text between elements"},
		{"root", to("<LumiRangeCollection>", "<LumiRange>"), "4.12", container, place{Row: 3}, "another element at the root"},
		{"deep", to("<Version>", strings.Repeat("<x>", 63)+strings.Repeat("</x>", 63)+"<Version>"), "4.12", container, place{Row: 7}, "65 levels"},
		{"end-tag", to("</NamedLumiRange>", "</NamedLumiRanges>"), "4.12", container, place{Row: 16}, "an end tag of another name"},
		{"cut", cut(len("</LumiRangeCollection>\n")), "4.0.1", container, nowhere, "the last end tag is missing"},
		{"rest", add("<LumiRangeCollection/>\n"), "4.0.1", container, place{Row: 18}, "a second root"},
	}}}
}
