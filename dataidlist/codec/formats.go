package codec

import (
	"fmt"
	"io"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/csv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ecsv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/fixedwidth"
	"github.com/skycampaign/skycampaign/dataidlist/codec/gen2"
	"github.com/skycampaign/skycampaign/dataidlist/codec/grl"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/roaring"
	"github.com/skycampaign/skycampaign/dataidlist/codec/segments"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ssv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/codec/text"
	"github.com/skycampaign/skycampaign/dataidlist/codec/yaml"
)

// Format is a file format.
type Format struct {
	Name     string
	Suffixes []string // of file names, with the dot
	Binary   bool     // nothing for a terminal

	detect  func(head []byte) bool // nil if only the name tells it from the one before
	certain bool                   // content that is detected is nothing else
	least   string                 // what has no DataIds, where an empty input is not the way to say so
	loose   bool                   // its names say no more than that the input is text
	read    func(table.Source, *table.ReadOptions) (*table.Result, error)
	write   func(io.Writer, *dataidlist.List, *table.WriteOptions) error
}

// Formats returns all formats, in the order in which they are tried on a
// content.
func Formats() []Format {
	return []Format{
		{Name: "parquet", Suffixes: []string{".parquet", ".parq", ".pq"}, Binary: true, detect: parquet.Detect, certain: true, read: parquet.Read, write: parquet.Write},
		{Name: "arrow", Suffixes: []string{".arrow", ".feather"}, Binary: true, detect: arrow.Detect, certain: true, read: arrow.Read, write: arrow.Write},
		{Name: "arrow-stream", Suffixes: []string{".arrows"}, Binary: true, read: arrow.Read, write: arrow.WriteStream},
		{Name: "roaring", Suffixes: []string{".roaring"}, Binary: true, detect: roaring.Detect, certain: true, read: roaring.Read, write: roaring.Write},
		{Name: "ecsv", Suffixes: []string{".ecsv"}, detect: ecsv.Detect, certain: true, read: ecsv.Read, write: ecsv.Write},
		{Name: "grl", Suffixes: []string{".xml"}, detect: grl.Detect, certain: true, read: grl.Read, write: grl.Write},
		{Name: "json", Suffixes: []string{".json"}, detect: json.Detect, least: "[]", read: json.Read, write: json.Write},
		{Name: "jsonl", Suffixes: []string{".jsonl", ".ndjson"}, read: json.Read, write: json.WriteLines},
		{Name: "golden", Suffixes: []string{".golden", ".golden.json"}, least: "{}", read: json.Read, write: json.WriteGolden},
		{Name: "yaml", Suffixes: []string{".yaml", ".yml"}, detect: yaml.Detect, read: yaml.Read, write: yaml.Write},
		{Name: "text", Suffixes: []string{".txt"}, loose: true, detect: text.Detect, read: text.Read, write: text.Write},
		{Name: "segments", Suffixes: []string{".seg", ".segments"}, detect: segments.Detect, read: segments.Read, write: segments.Write},
		{Name: "gen2", Suffixes: []string{".gen2"}, detect: gen2.Detect, read: gen2.Read, write: gen2.Write},
		{Name: "fixed-width", Suffixes: []string{".fwf"}, detect: fixedwidth.Detect, certain: true, read: fixedwidth.Read, write: fixedwidth.Write},
		{Name: "ssv", Suffixes: []string{".ssv"}, detect: ssv.Detect, read: ssv.Read, write: ssv.Write},
		{Name: "csv", Suffixes: []string{".csv"}, detect: csv.Detect, read: csv.Read, write: csv.Write},
		{Name: "tsv", Suffixes: []string{".tsv"}, read: csv.Read, write: csv.WriteTSV},
	}
}

// Lookup returns the format of that name.
func Lookup(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("format %s is not known: it is one of %s", dataidlist.Quote(name), strings.Join(names(), ", "))
}

// FormatOf returns the format of that name, or the one that the name of a file
// stands for if it is empty. The file is one to write: the error is that of
// [CheckOutput], if there is one.
func FormatOf(path, format string) (Format, error) {
	if err := CheckOutput(path); err != nil {
		return Format{}, err
	}
	if format != "" {
		return Lookup(format)
	}
	if f, ok := BySuffix(path); ok {
		return f, nil
	}
	return Format{}, fmt.Errorf("%s: the name says no format: give one with --to (%s)", path, strings.Join(names(), ", "))
}

// BySuffix returns the format that the name of a file stands for: that of its
// longest suffix which is one of a format. The query of a URL is no part of the
// name.
func BySuffix(path string) (Format, bool) {
	path = strings.ToLower(withoutQuery(path))
	var found Format
	longest := ""
	for _, f := range Formats() {
		for _, s := range f.Suffixes {
			if strings.HasSuffix(path, s) && len(s) > len(longest) {
				found, longest = f, s
			}
		}
	}
	return found, longest != ""
}

// withoutQuery gives a URL without its query, and other names as they are.
func withoutQuery(path string) string {
	if strings.Contains(path, "://") {
		path, _, _ = strings.Cut(path, "?")
	}
	return path
}

func names() []string {
	var all []string
	for _, f := range Formats() {
		all = append(all, f.Name)
	}
	return all
}
