package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

// newInputsTopic is help about the options that all verbs with inputs have.
func newInputsTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "inputs",
		Short: "How options say what a file does not",
		Long: `Nothing is guessed about a file. What it does not say itself, options say:

  --set instrument=LSSTCam      a dimension that the file lacks
  --rename exposure=visit       the column exposure is the dimension visit
  --reason-column comment       the column whose text is the reason
  --ignore-columns ra,dec       columns to drop
  --rename first..last=date     two columns are the ends of a range of dates, both included
  --split-column 'cams=|'       the column holds several values, as in b5|z3
  --empty-means-all all.csv     an empty value stands for all that the list all.csv has with
                                the other values of the row
  --dimension visit             the dimension of a file without column names
  --select raw                  the dataset type or dimension element, where the file has several
  --universe cms                the universe of dimensions, or a YAML file with one: see help universes
  --from csv                    the format, where the content does not tell it
  --ignore-header               what the file states of its list is of another one, after an
                                edit: the DataIds are those of the rows

Any other column that is not a dimension is an error.

Where a command has several files, options that come before the first file or after the
last hold for all of them; options between two files hold only for the second of them.
So in both of these lines bad.ecsv is read with --set:

  dataidlist diff --set instrument=LSSTCam --reason-column comment bad.ecsv good.parquet
  dataidlist subtract good.parquet --set instrument=LSSTCam --reason-column comment bad.ecsv -o out.parquet

An option that holds for one file must fit it: to set a dimension that the file has, or to
name a column that it lacks, is an error. One that holds for several files is used by those
that have a use for it; if none has, that is an error. A dimension that a file has itself is
taken from the file, and a note tells where --set would have said something else.`,
	}
}

// newFormatsTopic is help about file formats.
func newFormatsTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString(`The format of an input is told by its content, not by its name; --from overrides. That of
an output is told by its name; --to (apply: --format) overrides, and standard output needs it.
An input may be compressed by gzip, zstd or bzip2; an output is not.

`)
	for _, f := range codec.Formats() {
		fmt.Fprintf(&b, "  %-14s%s\n", f.Name, strings.Join(f.Suffixes, " "))
	}
	b.WriteString(`
Parquet, Arrow, JSON, JSON Lines and YAML keep reasons exactly; CSV, TSV, SSV and ECSV keep their
texts; the others keep none. text, golden, roaring, grl and segments hold integers only: reading
them takes --dimension, and --set for the rest. For golden and grl a --universe of two integer
dimensions says the same as --dimension.

golden is the JSON of CMS, grl the good runs list of ATLAS, ssv a table with spaces between its
cells, segments the start and end of spans of seconds as LIGO has them, and gen2 the ids
visit=26024^26028 ccd=0..8^10..103 of the second generation of the Butler.`)
	return &cobra.Command{Use: "formats", Short: "File formats and their names", Long: b.String()}
}

// newUniversesTopic is help about the universes of dimensions.
func newUniversesTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString(`A universe says which dimensions DataIds have, and what belongs to what. Where nothing else
is said it is daf_butler/8, that of the Rubin Observatory; daf_butler/0 to daf_butler/8 are
built in, and so are those of other surveys:

`)
	surveys, err := universe.Surveys()
	if err != nil {
		panic(err) // they are part of the program, and a test reads them
	}
	for _, s := range surveys {
		fmt.Fprintf(&b, "  --universe %-8s%s\n", s.Name, s.About)
		for _, d := range s.Universe.Dimensions() {
			fmt.Fprintf(&b, "      %-12s%s%s%s\n", d.Name, d.Type, needs(" requires ", d.Requires), needs(" implies ", d.Implies))
		}
	}
	b.WriteString(`
What requires another dimension has no value without it; what implies one says its value, so
that such a column is only checked. Another universe is a YAML file, of which --universe takes
the name. This is one, with a namespace of its own:

  namespace: lab
  version: 1
  dimensions:
  - {name: camera, type: string}
  - {name: night, type: int64}
  - {name: shot, type: int64, requires: [camera], implies: [night]}

The order of the dimensions is part of what a digest means: a universe that is in use can only
get others at its end. Where a file has the name of a universe, ./cms is the file, and cms/1 the
universe.`)
	return &cobra.Command{Use: "universes", Short: "Dimensions of surveys, and how to write your own", Long: b.String()}
}

func needs(verb string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return verb + strings.Join(names, ", ")
}

// newURLsTopic is help about objects of stores.
func newURLsTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "urls",
		Short: "Objects of S3, Google Cloud Storage and Azure",
		Long: `A URL stands wherever the name of a file may, for inputs and for outputs:

  s3://BUCKET/KEY          Amazon S3, and stores that speak as it does
  gs://BUCKET/KEY          Google Cloud Storage
  azblob://CONTAINER/KEY   Azure Blob Storage
  file:///FOLDER/FILE      a file

Objects are read and written by the program dataidlist-blob, which must be beside dataidlist
or on PATH: go install github.com/skycampaign/skycampaign/cmd/...@latest installs both. It
finds credentials, region and endpoint as the tools of each provider do: by AWS_PROFILE,
AWS_REGION and AWS_ENDPOINT_URL; by gcloud auth application-default login; by
AZURE_STORAGE_ACCOUNT and az login. What follows a "?" is for the client:

  dataidlist info 's3://lists/bad.parquet?region=eu-west-1&profile=survey'
  dataidlist info 'gs://open-data/bad.parquet?anonymous=true'

In a key %3F, %23 and %25 stand for ?, # and %.

An output is complete or absent, as a file is: what was there stays until all of the new has
come, and an interrupt leaves it. --no-clobber is decided by the store, at the end.`,
	}
}

// newJSONTopic is help about the documents of --json.
func newJSONTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "json",
		Short: "The documents of --json",
		Long: `--json writes one JSON document to stdout. Scripts may rely on these members; more may
come. Digests are "dil1:…" and "dilr1:…", counts are numbers.

  info       file, format, size, rows, title, description, universe, dimensions, count,
             runs, chunks, digest, full_digest, values (name, type, distinct, first, last;
             the last two are numbers for an int64 dimension, and absent for an empty
             list), reasons (text, source, author, time, url, count), derivation, indexed
             (the file was opened by its index, and no row was read);
             for several files an array of these
  hash       files (file, format, digest, full_digest, count)
  hash --check   ok, files (file, expected, found, ok, error)
  verify     valid, files (file, valid, recorded, copy, derived, digest, full_digest, error);
             copy (of, by, same_dataids, same_reasons) where what the file states was
             copied from another one
  diff       equal, reasons_equal, only_left, only_right, common, chunks_compared,
             chunks_equal, proof (computed from rows, or stated by an index), left, right
  contains   contained, file, digest, asked, missing
  find       found (file, digest, count, reasons)
  where      where, terms, warnings
  log        file, digest, full_digest, count, derivation, reasons
  cat, head  the list as the JSON envelope
  apply      base, result (each file, digest, count), rules (file, role, digest, count,
             removed, already_gone, matched_nothing, by_reason), as --report
  plot       title, dimensions, digest, count, panels (kind, title, summary, and the counts:
             nights, detectors, cells, bars or bins)
  split      parts (file, format, digest, full_digest, count, value, where, warnings)
  resolve    file, format, digest, full_digest, count, rejected, rejects (the file of them)

All others write file, format, digest, full_digest and count of the list that they wrote.
A derivation has operation, parameters, and inputs (role, name, digest, fullDigest, count,
derivation), without what is not known.`,
	}
}
