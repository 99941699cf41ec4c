package refusals_test

import (
	"slices"
)

// exposures is told of files of one int dimension.
var exposures = &told{Dimensions: []string{"exposure"}, Set: instrument}

const (
	text     = "# bad\n2025062900604..2025062900605\n2025070100378\n"
	segments = "# seg\tstart\tstop\tduration\n0\t2025062900604\t2025062900606\t2\n1\t2025070100378\t2025070100379\t1\n"
	gen2     = "# redo\n--id instrument=LSSTCam visit=2025042200001 detector=0^1\n--id instrument=LSSTCam visit=2025042200003 detector=188\n"
)

func lineFamilies() []family {
	exposure, detector, third := place{3, "exposure"}, place{3, "detector"}, place{Row: 3}
	return []family{
		{name: "text", suffix: ".txt", format: "text", valid: text, list: nights, told: exposures, faults: slices.Concat(
			intFaults(2025070100378, exposure), rangeFaults(2025070100378, exposure), []fault{
				{"int-quotes", to("2025070100378", `"2025070100378"`), "4.0.1", rows, exposure, "an int in quotes"},
				{"int-two", to("2025070100378", "2025070100378 2025070100379"), "4.7", rows, exposure, "two ints on a line"},
				{"comment-utf8", to("# bad", "# bad\xff"), "4.0.1", container, place{Row: 1}, "a byte that is not UTF-8 in a comment"},
				{"byte-order-mark", to("2025070100378", "\ufeff2025070100378"), "4.0.1", rows, exposure, "a byte order mark that is not at the start"},
			})},
		{name: "segments", suffix: ".seg", format: "segments", valid: segments, list: nights, told: exposures, faults: []fault{
			{"int-plus", to("2025070100378", "+2025070100378"), "4.0.1", rows, place{3, "start"}, "an int with a plus"},
			{"int-leading-zero", to("2025070100378", "02025070100378"), "4.0.1", rows, place{3, "start"}, "an int with a leading zero"},
			{"int-exponent", to("2025070100378", "2025070100378e0"), "4.0.1", rows, place{3, "start"}, "an int with an exponent"},
			{"int-fraction", to("2025070100379", "2025070100379.5"), "4.14", rows, place{3, "end"}, "a fraction that is not of zeros"},
			{"backwards", to("2025070100379", "2025070100377"), "4.14", rows, place{3, "end"}, "an end before the start"},
			{"duration", to("379\t1", "379\t2"), "4.14", rows, place{3, "duration"}, "a length that is not end - start"},
			{"ints-many", to("379\t1", "379\t1\t1"), "4.14", container, third, "five ints on a line"},
			{"ints-few", to("1\t2025070100378\t2025070100379\t1", "2025070100378\t2025070100379"), "4.14", container, third, "fewer ints than on the line before"},
			{"ints-one", to("1\t2025070100378\t2025070100379\t1", "2025070100378"), "4.14", container, third, "one int on a line"},
			{"comment-utf8", to("seg", "seg\xff"), "4.0.1", container, place{Row: 1}, "a byte that is not UTF-8 in a comment"},
		}},
		{name: "gen2", suffix: ".gen2", format: "gen2", valid: gen2, list: planes, faults: slices.Concat(
			named(intFaults(188, detector), "int-plus", "int-leading-zero", "int-fraction", "int-2-63"), named(rangeFaults(188, detector), "range-backwards", "range-step-0"), []fault{
				{"value-empty", to("188", "188^"), "4.0.1", rows, detector, "an empty value after ^"},
				{"values-none", to("188", ""), "4.0.1", rows, detector, "a name without values"},
				{"quotes", to("188", "'188'"), "4.15", container, detector, "quotes"},
				{"name-twice", to("detector=188", "detector=188 visit=2025042200003"), "4.15", container, place{3, "visit"}, "a name twice in one id"},
				{"word", to("detector=188", "detector 188"), "4.15", container, third, "words without ="},
				{"option", to("detector=188", "detector=188 --rerun=bad"), "4.15", container, third, "another option"},
				{"id-empty", add("--id\n"), "4.15", container, place{Row: 4}, "an id without words"},
				{"group", to("188", "188 tract=9813 skymap=hsc"), "4.0.1", columns, third, "an id of another group"},
				{"comment-utf8", to("redo", "redo\xff"), "4.0.1", container, place{Row: 1}, "a byte that is not UTF-8 in a comment"},
			})},
	}
}
