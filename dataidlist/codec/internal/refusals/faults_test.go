package refusals_test

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

var nowhere place

// intFaults are those of an int, which the file has once. A reader that
// overlooks one of most of them reads the list of the valid file.
func intFaults(value int64, where place) []fault {
	text := strconv.FormatInt(value, 10)
	wrapped := new(big.Int).Lsh(big.NewInt(1), 64)
	var arabic strings.Builder
	for _, digit := range text {
		arabic.WriteRune(digit - '0' + '\u0660')
	}
	var all []fault
	for _, f := range []struct{ name, text, words string }{
		{"plus", "+" + text, "an int with a plus"},
		{"negative", "-" + text, "a negative int"},
		{"leading-zero", "0" + text, "an int with a leading zero"},
		{"fraction", text + ".0", "an int with a fraction"},
		{"exponent", text + "e0", "an int with an exponent"},
		{"hexadecimal", fmt.Sprintf("0x%x", value), "an int in hexadecimal digits"},
		{"underscore", text[:1] + "_" + text[1:], "an int with an underscore"},
		{"arabic", arabic.String(), "an int in digits that are not ASCII"},
		{"2-63", "9223372036854775808", "2^63"},
		{"2-64", wrapped.Add(wrapped, big.NewInt(value)).String(), "an int of 2^64 more, which 64 bits do not hold"},
		{"word", "all", "a word for an int"},
	} {
		all = append(all, fault{"int-" + f.name, to(text, f.text), "4.0.1", rows, where, f.words})
	}
	return all
}

// named are those faults that have one of these names.
func named(faults []fault, names ...string) []fault {
	return slices.DeleteFunc(faults, func(f fault) bool { return !slices.Contains(names, f.name) })
}

// rangeFaults are those of a range, in a format that has ranges.
func rangeFaults(value int64, where place) []fault {
	text := strconv.FormatInt(value, 10)
	var all []fault
	for _, f := range []struct{ name, after, words string }{
		{"backwards", ".." + strconv.FormatInt(value-1, 10), "a range that ends before it begins"},
		{"open", "..", "a range without an end"},
		{"hyphen", "-" + text, "a range with a hyphen"},
		{"step-0", ".." + text + ":0", "a range with a step of 0"},
		{"step-negative", ".." + text + ":-1", "a range with a negative step"},
		{"step-empty", ".." + text + ":", "a range with an empty step"},
	} {
		all = append(all, fault{"range-" + f.name, to(text, text+f.after), "4.0.1", rows, where, f.words})
	}
	return all
}

// reasonFaults are those of the reason object {"text":"donuts"}.
func reasonFaults(where place) []fault {
	var all []fault
	for _, f := range []struct{ name, section, object, words string }{
		{"text-missing", "4.0.3", `{"author":"donuts"}`, "a reason without text"},
		{"text-empty", "1.5", `{"text":""}`, "a reason with an empty text"},
		{"text-number", "4.0.3", `{"text":7}`, "a number for the text of a reason"},
		{"text-case", "4.0.3", `{"Text":"donuts"}`, "Text, which is not the member text"},
		{"text-twice", "4.3", `{"text":"donuts","text":"donuts"}`, "a member of a reason twice"},
		{"author-null", "4.0.3", `{"text":"donuts","author":null}`, "null for the author of a reason"},
		{"unknown", "4.0.3", `{"text":"donuts","mood":"bad"}`, "a member that reasons do not have"},
		{"string", "4.0.3", `"donuts"`, "a string for a reason"},
		{"time-space", "1.5", `{"text":"donuts","time":"2025-04-22 04:05:06Z"}`, "a time with a space for T"},
		{"time-lower-case", "1.5", `{"text":"donuts","time":"2025-04-22t04:05:06z"}`, "a time with a lower-case t and z"},
		{"time-zone", "1.5", `{"text":"donuts","time":"2025-04-22T04:05:06"}`, "a time without its zone"},
		{"time-hour", "1.5", `{"text":"donuts","time":"2025-04-22T4:05:06Z"}`, "an hour of one digit"},
		{"time-comma", "1.5", `{"text":"donuts","time":"2025-04-22T04:05:06,5Z"}`, "a comma before the fraction"},
		{"time-offset", "1.5", `{"text":"donuts","time":"2025-04-22T04:05:06+24:00"}`, "an offset of 24 hours"},
		{"time-leap", "1.5", `{"text":"donuts","time":"2016-12-31T23:59:60Z"}`, "a leap second"},
		{"time-digits", "1.5", `{"text":"donuts","time":"2025-04-22T04:05:06.1234567890Z"}`, "a fraction of ten digits"},
		{"time-year", "1.5", `{"text":"donuts","time":"0999-12-31T23:59:59Z"}`, "the year 999"},
	} {
		all = append(all, fault{"reason-" + f.name, to(`{"text":"donuts"}`, f.object), f.section, reasons, where, f.words})
	}
	return all
}

// headerText is the header of a list.
func headerText(l list) string {
	return `{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["visit","detector"],` +
		`"count":3,"digest":"` + l.Digest + `","fullDigest":"` + l.FullDigest + `","title":"to leave out",` +
		`"derivation":{"operation":"union","inputs":[{"role":"base","name":"bad.csv","count":3}]}}`
}

// headerFaults are those of that header.
func headerFaults(l list) []fault {
	const ints, count, title, inputs = `["visit","detector"]`, `"count":3,`, `"title":"to leave out"`, `[{"role":"base","name":"bad.csv","count":3}]`
	const derivation = `{"operation":"union","inputs":` + inputs + `}`
	return []fault{
		{"format", to("dataidlist/1", "dataidlist/2"), "4.0.3", header, nowhere, "another format"},
		{"format-case", to(`"format"`, `"Format"`), "4.0.3", header, nowhere, "Format, which is not the member format"},
		{"universe-version", to("daf_butler/8", "daf_butler"), "1.1", header, nowhere, "a universe without version"},
		{"universe-namespace", to("daf_butler/8", "daf-butler/8"), "1.1", header, nowhere, "a namespace that is no name"},
		{"universe-negative", to("daf_butler/8", "daf_butler/-8"), "1.1", header, nowhere, "a negative version"},
		{"universe-plus", to("daf_butler/8", "daf_butler/+8"), "1.1", header, nowhere, "a version with a plus"},
		{"universe-leading-zero", to("daf_butler/8", "daf_butler/08"), "1.1", header, nowhere, "a version with a leading zero"},
		{"universe-number", to(`"daf_butler/8"`, "8"), "4.0.3", header, nowhere, "a number for the universe"},
		{"universe-missing", to(`"universe"`, `"description"`), "4.0.3", header, nowhere, "no universe"},
		{"strings-missing", to(`"strings":["instrument"]`, `"description":""`), "4.0.3", header, nowhere, "no strings"},
		{"strings-string", to(`["instrument"]`, `"instrument"`), "4.0.3", header, nowhere, "a string for the array strings"},
		{"strings-int", to(`["instrument"]`, `["instrument","exposure"]`), "4.0.3", header, nowhere, "an int dimension among the strings"},
		{"ints-missing", to(`"ints":`+ints, `"description":""`), "4.0.3", header, nowhere, "no ints"},
		{"ints-null", to(ints, `null`), "4.0.3", header, nowhere, "null for the array ints"},
		{"ints-order", to(ints, `["detector","visit"]`), "4.0.3", header, nowhere, "ints that are not in canonical order"},
		{"ints-twice", to(ints, `["visit","detector","detector"]`), "4.0.3", header, nowhere, "a dimension twice"},
		{"ints-implied", to(ints, `["day_obs","visit","detector"]`), "4.0.3", header, nowhere, "an implied dimension among the required ones"},
		{"ints-unknown", to(ints, `["visit","detector","mood"]`), "4.0.3", header, nowhere, "a dimension that the universe does not have"},
		{"count-string", to(count, `"count":"3",`), "4.0.3", header, nowhere, "a string for the count"},
		{"count-fraction", to(count, `"count":3.0,`), "4.0.1", header, nowhere, "a count with a fraction"},
		{"count-negative", to(count, `"count":-3,`), "4.0.1", header, nowhere, "a negative count"},
		{"count-null", to(count, `"count":null,`), "4.0.3", header, nowhere, "null for the count"},
		{"count-twice", to(count, `"count":3,"count":3,`), "4.3", header, nowhere, "a member twice"},
		{"digest-short", to(l.Digest, l.Digest[:17]), "3.5", header, nowhere, "the first digits of a digest"},
		{"digest-upper-case", to(l.Digest, "dil1:"+strings.ToUpper(l.Digest[5:])), "3.5", header, nowhere, "upper-case digits in a digest"},
		{"digest-null", to(`"`+l.Digest+`"`, `null`), "4.0.3", header, nowhere, "null for the digest"},
		{"digest-full", to(`"dilr1:`, `"dil1:`), "3.6", header, nowhere, "dil1: before a full digest"},
		{"title-array", to(title, `"title":["to leave out"]`), "4.0.3", header, nowhere, "an array for the title"},
		{"title-null", to(title, `"title":null`), "4.0.3", header, nowhere, "null for the title"},
		{"derivation-string", to(derivation, `"union"`), "4.0.3", header, nowhere, "a string for the derivation"},
		{"derivation-null", to(derivation, `null`), "4.0.3", header, nowhere, "null for the derivation"},
		{"derivation-inputs", to(inputs, `{"role":"base"}`), "4.0.3", header, nowhere, "an object for the array of inputs"},
		{"derivation-unknown", to(`"operation":"union"`, `"mood":"bad","operation":"union"`), "4.0.3", pass, nowhere, "none: a derivation has a member that is not known"},
		{"derivation-count", to(`"bad.csv","count":3`, `"bad.csv","count":"3"`), "4.0.3", header, nowhere, "a string for the count of an input"},
	}
}

// claimFaults are what a header says wrongly of its list.
func claimFaults(count string, l list) []fault {
	return []fault{
		{"count", to(count, strings.Replace(count, "3", "4", 1)), "4.0.1", claims, nowhere, "the count of another list"},
		{"digest", to(l.Digest, "dil1:"+l.FullDigest[6:]), "4.0.1", claims, nowhere, "the digest of another list"},
		{"full-digest", to(l.FullDigest, "dilr1:"+l.Digest[5:]), "4.0.1", claims, nowhere, "the full digest of another list"},
	}
}
