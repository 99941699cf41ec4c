package refusals_test

import "slices"

// instrument is told of files that do not say it.
var instrument = map[string]string{"instrument": "LSSTCam"}

const (
	csv = "instrument,visit,detector,band\n" +
		"LSSTCam,2025042200001,0,r\n" +
		"LSSTCam,2025042200001,1,r\n" +
		"LSSTCam,2025042200003,188,y\n"
	tsv = "instrument\tvisit\tdetector\n" +
		"LSSTCam\t2025042200001\t0\n" +
		"LSSTCam\t2025042200001\t1\n" +
		"LSSTCam\t2025042200003\t188\n"
	ssv = "# 22 April\n" +
		"instrument visit detector\n" +
		"LSSTCam 2025042200001 0\n" +
		"LSSTCam 2025042200001 1\n" +
		"LSSTCam 2025042200003 188\n"
	fixed = "instrument         visit   detector\n" +
		"---------- ------------- ----------\n" +
		"   LSSTCam 2025042200001          0\n" +
		"   LSSTCam 2025042200001          1\n" +
		"   LSSTCam 2025042200003        188\n"
	// empties stands for all DataIds of the visits in csv.
	empties = "instrument,visit,detector\n" +
		"LSSTCam,2025042200001,\n" +
		"LSSTCam,2025042200003,\n"
)

// ecsv has a list header.
var ecsv = `# %ECSV 1.0
# ---
# datatype:
# - {name: instrument, datatype: string}
# - {name: visit, datatype: int64}
# - {name: detector, datatype: int64}
# delimiter: ','
# meta: !!omap
# - dataidlist: ` + headerText(planes) + `
# schema: astropy-2.0
instrument,visit,detector
LSSTCam,2025042200001,0
LSSTCam,2025042200001,1
LSSTCam,2025042200003,188
`

func tableFamilies() []family {
	last := place{4, "detector"}
	return []family{
		{name: "csv", suffix: ".csv", format: "csv", valid: csv, list: planes, faults: slices.Concat(
			intFaults(188, last), rangeFaults(188, last), []fault{
				{"int-empty", to("188", ""), "4.0.1", rows, last, "an empty int"},
				{"int-space", to("188", "18 8"), "4.0.1", rows, last, "a space within an int"},
				{"string-empty", to("\nLSSTCam,2025042200003", "\n,2025042200003"), "4.0.1", rows, place{4, "instrument"}, "an empty string"},
				{"string-quotes", to("\nLSSTCam,2025042200003", "\n\"\",2025042200003"), "4.0.1", rows, place{4, "instrument"}, "an empty string in quotes"},
				{"string-utf8", to("\nLSSTCam,2025042200003", "\nLSSTCam\xff,2025042200003"), "4.0.1", container, place{Row: 4}, "a byte that is not UTF-8"},
				{"implied", to("1,r\nLSSTCam,2025042200003", "1,i\nLSSTCam,2025042200003"), "1.4", rows, place{3, "band"}, "two bands of one visit"},
				{"implied-range", to("2025042200003,188", "2025042200001..2025042200003:2,188"), "1.4", rows, place{4, "band"}, "a band of several visits, of which one has another"},
				{"implied-empty", to(",188,y", ",188,"), "4.0.1", rows, place{4, "band"}, "an empty string of an implied dimension"},
				{"name-missing", to("instrument,", "skymap,"), "4.0.1", columns, place{Row: 1}, "no column for a required dimension"},
				{"name-case", to("visit", "Visit"), "4.0.1", columns, place{1, "Visit"}, "Visit, which is not the dimension visit"},
				{"name-unknown", to("band", "mood"), "4.0.1", columns, place{1, "mood"}, "a column that is no dimension"},
				{"name-twice", to("band", "visit"), "4.0.1", columns, place{1, "visit"}, "two columns of one name"},
				{"cells-few", to(",y\n", "\n"), "4.5", container, place{Row: 4}, "a row with fewer cells than names"},
				{"cells-many", to(",y\n", ",y,\n"), "4.5", container, place{Row: 4}, "a row with more cells than names"},
				{"quote-within", to(",y\n", ",y\"\n"), "4.5", container, place{Row: 4}, "a quote within a cell without quotes"},
				{"quote-open", to(",y\n", ",\"y\n"), "4.5", container, place{Row: 4}, "quotes that do not end"},
				{"quote-after", to(",y\n", ",\"\"y\n"), "4.5", container, place{Row: 4}, "text after the quotes of a cell"},
			})},
		{name: "told", suffix: ".csv", format: "csv", valid: "visit,detector\n2025042200001,0..1\n2025042200003,188\n", told: &told{Set: instrument}, list: planes, faults: []fault{
			{"twice", to("visit,detector\n2025042200001,0..1\n2025042200003,188", "instrument,visit,detector\nLSSTCam,2025042200001,0..1\nLSSTCam,2025042200003,188"), "4.0.1", columns, place{1, "instrument"}, "a column of a dimension that is told"},
		}},
		{name: "full", suffix: ".csv", format: "csv", valid: empties, told: &told{Full: "csv-valid.csv"}, list: planes, faults: []fault{
			{"all", to("LSSTCam,2025042200003,", ",,"), "4.0.1", rows, place{Row: 3}, "a row with all dimensions empty"},
			{"required", to("LSSTCam,2025042200003", ",2025042200003"), "4.0.1", rows, place{3, "instrument"}, "an empty dimension that another value requires"},
		}},
		{name: "tsv", suffix: ".tsv", format: "tsv", valid: tsv, list: planes, faults: []fault{
			{"int-leading-zero", to("188", "0188"), "4.0.1", rows, last, "an int with a leading zero"},
			{"int-empty", to("188", ""), "4.0.1", rows, last, "an empty int"},
			{"cells-comma", to("3\t188", "3,188"), "4.5", container, place{Row: 4}, "a comma for a tab"},
			{"quote-open", to("188", "\"188"), "4.5", container, last, "quotes that do not end"},
		}},
		{name: "ssv", suffix: ".ssv", format: "ssv", valid: ssv, list: planes, faults: []fault{
			{"int-leading-zero", to("188", "0188"), "4.0.1", rows, place{5, "detector"}, "an int with a leading zero"},
			{"int-empty", to("188", `""`), "4.0.1", rows, place{5, "detector"}, "an empty int in quotes"},
			{"cells-few", to(" 188", ""), "4.13", container, place{Row: 5}, "a row with fewer cells than names"},
			{"cells-many", to("188", "188 r"), "4.13", container, place{Row: 5}, "a row with more cells than names"},
			{"comment-utf8", to("April", "April\xff"), "4.0.1", container, place{Row: 1}, "a byte that is not UTF-8 in a comment"},
		}},
		{name: "fixed", suffix: ".fwf", format: "fixed-width", valid: fixed, list: planes, faults: []fault{
			{"int-leading-zero", to("       188", "      0188"), "4.0.1", rows, place{5, "detector"}, "an int with a leading zero"},
			{"int-quotes", to("       188", "     \"188\""), "4.16", rows, place{5, "detector"}, "quotes, which the table does not have"},
			{"int-empty", to("       188", "          "), "4.0.1", rows, place{5, "detector"}, "an empty int"},
			{"dashes-missing", to("---------- ------------- ----------\n", ""), "4.16", container, place{Row: 2}, "no line of dashes"},
			{"dashes-spaces", to("\n---------- -", "\n----------  "), "4.16", container, place{Row: 2}, "two spaces between dashes"},
			{"value-behind", to("       188", "       1888"), "4.16", container, place{Row: 5}, "a value behind its column"},
			{"value-between", to("LSSTCam 2025042200003 ", "LSSTCam2025042200003  "), "4.16", container, place{Row: 5}, "a value between two columns"},
			{"table-second", add("\n" + fixed), "4.16", container, place{Row: 7}, "a second table"},
		}},
		{name: "ecsv", suffix: ".ecsv", format: "ecsv", valid: ecsv, list: planes, faults: slices.Concat(
			named(headerFaults(planes), "format", "universe-version", "universe-leading-zero", "strings-missing", "ints-order", "count-string", "count-null", "digest-short", "title-null", "derivation-string", "derivation-unknown"),
			claimFaults(`"count":3,`, planes), []fault{
				{"format-missing", to(`"format":"dataidlist/1",`, ""), "4.0.3", header, nowhere, "no format"},
				{"unknown", to(`"count":3,`, `"count":3,"mood":"bad",`), "4.0.3", pass, nowhere, "none: the header has a member that is not known"},
				{"header-string", to(headerText(planes), `"dataidlist/1"`), "4.0.3", header, nowhere, "a string for the list header"},
				{"group", to(`["visit","detector"]`, `["visit"]`), "4.0.1", claims, nowhere, "columns with more dimensions than the header names"},
				{"int-leading-zero", to("188", "0188"), "4.0.1", rows, place{14, "detector"}, "an int with a leading zero"},
				{"int-empty", to("188", ""), "4.0.1", rows, place{14, "detector"}, "an empty int"},
				{"version", to("%ECSV 1.0", "%ECSV 2.0"), "4.6", container, place{Row: 1}, "another version of ECSV"},
				{"type-float", to("{name: detector, datatype: int64}", "{name: detector, datatype: float64}"), "4.6", columns, place{6, "detector"}, "a column of floats"},
				{"type-string", to("{name: detector, datatype: int64}", "{name: detector, datatype: string}"), "4.6", columns, place{6, "detector"}, "a column of strings for an int dimension"},
				{"type-subtype", to("{name: instrument, datatype: string}", "{name: instrument, datatype: string, subtype: json}"), "4.6", columns, place{4, "instrument"}, "a subtype"},
				{"names", to("\ninstrument,visit,detector\n", "\ninstrument,detector,visit\n"), "4.6", container, place{Row: 11}, "names in another order than in datatype"},
				{"names-missing", to("instrument,visit,detector\nLSSTCam,2025042200001,0\nLSSTCam,2025042200001,1\nLSSTCam,2025042200003,188\n", ""), "4.0.1", container, nowhere, "the end comes before the names"},
				{"delimiter", to("delimiter: ','", "delimiter: ';'"), "4.6", container, place{Row: 7}, "another delimiter"},
				{"comment-utf8", to("astropy-2.0", "astropy-2.0\xff"), "4.0.1", container, place{Row: 10}, "a byte that is not UTF-8 in the header"},
			})},
	}
}
