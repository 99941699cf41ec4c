package told

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

// Options is what the user says about an input, as options of the command line.
type Options struct {
	Set, Rename  map[string]string
	Split        map[string]string // column → what is between its values
	Full         string            // file of the list that empty values are filled from
	ReasonColumn string
	Ignore       []string
	Dimensions   []string
	Universe     string
	From         string
	Select       string
	IgnoreHeader bool
	Later        bool // hash a list that has an index later; no option of the user's
	Prove        bool // read rows even where there is an index, and compare both; no option of the user's
}

// An Option changes options by one value of the command line. A value that
// contradicts one before of the same option is an error that names both.
type Option struct {
	Name  string
	Value string // the word for its value in help; bool if it needs none
	Usage string
	Apply func(*Options, string) error
}

// All returns the options in the order of help.
func All() []Option {
	return []Option{
		{"set", "DIMENSION=VALUE", "the value of a dimension that the file lacks", func(o *Options, value string) error {
			return addPair(&o.Set, "set", value, "DIMENSION=VALUE", strings.Index)
		}},
		{"rename", "COLUMN=DIMENSION", "the column is this dimension; FIRST..LAST=DIMENSION if two columns are the ends of a range", func(o *Options, value string) error {
			return addPair(&o.Rename, "rename", value, "COLUMN=DIMENSION", strings.LastIndex)
		}},
		{"split-column", "COLUMN=SEPARATOR", "the column holds several values with SEPARATOR between them", func(o *Options, value string) error {
			return addPair(&o.Split, "split-column", value, "COLUMN=SEPARATOR", strings.Index)
		}},
		{"empty-means-all", "FULL", "an empty value stands for all that the list in the file FULL has with the row's other values", func(o *Options, value string) error {
			return once(&o.Full, "empty-means-all", value)
		}},
		{"reason-column", "COLUMN", "the column whose text is the reason (reason)", func(o *Options, value string) error {
			return once(&o.ReasonColumn, "reason-column", value)
		}},
		{"ignore-columns", "COLUMNS", "columns to drop, with commas between them", func(o *Options, value string) error {
			o.Ignore = append(o.Ignore, strings.Split(value, ",")...)
			return nil
		}},
		{"dimension", "DIMENSIONS", "the dimensions of a file without column names, with commas between them", func(o *Options, value string) error {
			o.Dimensions = append(o.Dimensions, strings.Split(value, ",")...)
			return nil
		}},
		{"universe", "UNIVERSE", "that of a survey, as cms, or a YAML file: see help universes (what the file says, or daf_butler/8)", func(o *Options, value string) error {
			return once(&o.Universe, "universe", value)
		}},
		{"from", "FORMAT", "the format, instead of what the content says: see help formats", func(o *Options, value string) error {
			return once(&o.From, "from", value)
		}},
		{"select", "NAME", "the dataset type or dimension element, where the file has several", func(o *Options, value string) error {
			return once(&o.Select, "select", value)
		}},
		{"ignore-header", "bool", "take what the file states of its list for a hint, after an edit: the DataIds are those of the rows", func(o *Options, value string) (err error) {
			o.IgnoreHeader, err = strconv.ParseBool(value)
			return err
		}},
	}
}

// addPair takes a value NAME=TEXT, which is cut at the = that index finds.
func addPair(to *map[string]string, option, value, form string, index func(s, sep string) int) error {
	at := index(value, "=")
	if at <= 0 || at == len(value)-1 {
		return fmt.Errorf("%s is expected", form)
	}
	name, text := value[:at], value[at+1:]
	if before, twice := (*to)[name]; twice && before != text {
		return contradiction(option, name+"="+before, value)
	}
	if *to == nil {
		*to = map[string]string{}
	}
	(*to)[name] = text
	return nil
}

// once takes a value of which there is one.
func once(to *string, option, value string) error {
	if *to != "" && *to != value {
		return contradiction(option, *to, value)
	}
	*to = value
	return nil
}

func contradiction(option, one, other string) error {
	return fmt.Errorf("--%s %s and --%s %s contradict each other: leave one out", option, one, option, other)
}

// Check returns an error if two of the options contradict each other.
func (o Options) Check() error { return o.columns().Check() }

// Table gives the options for the readers, without the list of --empty-means-all.
// shared are the names of columns and dimensions that were said of several inputs.
func (o Options) Table(shared []string) (*table.ReadOptions, error) {
	opts := o.columns()
	opts.Shared = shared
	if o.Universe == "" { // what the file says, or the default
		return opts, nil
	}
	var err error
	if opts.Universe, err = universe.Load(o.Universe); err != nil {
		return nil, table.OptionsError(fmt.Errorf("%w: see help universes", err))
	}
	return opts, nil
}

// columns gives the options for the readers without the universe.
func (o Options) columns() *table.ReadOptions {
	return &table.ReadOptions{
		Set:          o.Set,
		Rename:       o.Rename,
		Split:        o.Split,
		ReasonColumn: o.ReasonColumn,
		Ignore:       o.Ignore,
		Dimensions:   o.Dimensions,
		Select:       o.Select,
		Prove:        o.Prove,
		Later:        o.Later,
		IgnoreHeader: o.IgnoreHeader,
	}
}
