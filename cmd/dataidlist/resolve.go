package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/cmd/internal/told"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/resolve"
)

func (c *command) newResolve() *cobra.Command {
	verb := &cobra.Command{
		Use:   "resolve FILE --records RECORDS",
		Short: "Find primary keys through dimension records",
		Long: `Write the list of the DataIds that the rows of FILE mean. Its columns may be fields of
dimension records instead of dimensions: obs_id, day_obs and seq_num, the full_name of a
detector, the name of a visit. Where several elements have such a field, name the column as
the Butler does, as in --rename name=visit.name.

RECORDS is an export of the Butler, or a table of any format, such as one of ConsDB, whose
columns are named with --rename and --set as those of any input. The key of an element is
named like its dimension: --rename id=detector. --records may come several times. Unlike
what help inputs says, options that stand before RECORDS hold for FILE too, but for --from
and --select.

The result has the dimensions of FILE and of the elements that it has fields of, or those
of --onto. So a list of exposures becomes one of visits by the records of visit_definition.

A row for which there is no record, or for which several leave a choice, is not resolved.
It is reported on stderr with the reason, the others are written, and the exit code is 1. With
--rejects FILE such rows are kept there, as CSV, with their row and error; stderr then tells
the first ones. Corrected, that file is an input again, with --ignore-columns row,error.
With --all a row stands for all records that it has, as a visit for all of its exposures.`,
		Example: `  dataidlist resolve observed.csv --set instrument=LSSTCam --records export.yaml \
      --rejects unknown.csv -o exposures.parquet
  dataidlist resolve exposures.parquet --records export.yaml --onto visit -o visits.parquet
  dataidlist resolve observed.csv --set instrument=LSSTCam \
      --rename exposure_id=exposure --rename exposure_name=obs_id --records consdb.csv -o exposures.parquet`,
		Args: cli.Args(1, 1),
	}
	out, in := addOutput(verb), addInputs(verb)
	in.addFile("records", "dimension records: an export of the Butler, or a table; may come several times")
	w := &resolving{command: c, out: out}
	onto := verb.Flags().StringArray("onto", nil, "`DIMENSIONS` of the result, with commas between them")
	verb.Flags().BoolVar(&w.options.All, "all", false, "a row with several records stands for all of them")
	verb.Flags().StringVar(&w.rejects, "rejects", "", "`FILE` for the rows that could not be resolved, as CSV")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if len(*onto) > 0 {
			w.options.Onto = strings.Split(strings.Join(*onto, ","), ",")
		}
		operands, err := in.operands(args, 0, 1)
		if err != nil {
			return err
		}
		if len(operands) < 2 {
			return usage(verb, "--records RECORDS is missing")
		}
		if err := w.check(); err != nil {
			return err
		}
		return w.run(operands)
	}
	return verb
}

// resolving is a run of the verb.
type resolving struct {
	*command
	out     *output
	options resolve.Options
	rejects string // file, empty if there is none

	file       string // that is resolved
	plan       *resolve.Plan
	parameters map[string]string // of the derivation
	inputs     []dataidlist.Input
	rejected   uint64
}

// check finds what would keep the files from being written, before any work.
func (w *resolving) check() error {
	if err := w.command.check(w.out); err != nil || w.rejects == "" {
		return err
	}
	if w.rejects == "-" {
		return errors.New("--rejects -: name a file")
	}
	if err := w.out.checkFile(w.rejects); err != nil {
		return err
	}
	return checkDistinct("-o and --rejects", w.out.path, w.rejects)
}

// run resolves the input that is no file of an option by the others.
func (w *resolving) run(operands []*operand) error {
	at := slices.IndexFunc(operands, func(o *operand) bool { return o.flag == "" })
	o, others := operands[at], slices.Delete(slices.Clone(operands), at, at+1)
	lend(o, others)
	w.file, w.parameters = o.path, map[string]string{}
	rows, opts, done, err := w.open(o)
	if err != nil {
		return err
	}
	defer done()
	columns, err := rows.Columns(w.Context)
	if err != nil {
		return err
	}
	u := opts.Universe
	if u == nil {
		if u, err = dataidlist.DafButler(dataidlist.DefaultVersion); err != nil {
			return err
		}
	}
	records := resolve.NewRecords(u, keysOf(columns))
	var list *input
	if !records.HasFields() {
		if list, err = w.readList(o, rows, opts); err != nil {
			return err
		}
		group := list.List.Group()
		columns = group.Dimensions()
		records = resolve.NewRecords(group.Universe(), columns)
	}
	for _, from := range others {
		if err := w.readRecords(from, records); err != nil {
			return err
		}
	}
	if w.plan, err = records.Plan(w.options); err != nil {
		return fmt.Errorf("%s: %w", blamed(err, o, others), err)
	}
	var result *table.Result
	err = w.withRejects(columns, func(reject func(codec.Reject) error) (err error) {
		task := w.Begin("resolving "+o.path, 0)
		defer task.End()
		if list != nil {
			result, err = codec.ResolveList(w.Context, o.path, list.List, w.plan, reject)
			return err
		}
		result, err = w.resolveRows(o, rows, reject)
		return err
	})
	if err == nil {
		err = checkShared(operands)
	}
	if err != nil {
		return err
	}
	return w.save(result)
}

// blamed names the files that an error of a plan is about.
func blamed(err error, file *operand, records []*operand) string {
	if !errors.Is(err, resolve.ErrRecords) {
		return file.path
	}
	var paths []string
	for _, r := range records {
		paths = append(paths, r.path)
	}
	return strings.Join(paths, ", ")
}

// lend makes options that stand before records hold for the input too, as far as
// it has a use for them. Its own file name comes first on most command lines, and
// nobody would look for a difference there.
func lend(file *operand, records []*operand) {
	for _, r := range records {
		common := r.own
		common.From, common.Select = "", ""
		r.general, _ = common.Over(r.general)
		file.general, _ = common.Over(file.general)
		r.own = told.Options{From: r.own.From, Select: r.own.Select}
		r.all, r.shared = r.own.Over(r.general)
	}
	file.all, file.shared = file.own.Over(file.general)
}

// keysOf gives the columns of an input that may be keys: not the reason.
func keysOf(columns []string) []string {
	keys := slices.Clone(columns)
	if at := slices.Index(keys, table.DefaultReasonColumn); at >= 0 {
		keys[at] = ""
	}
	return keys
}

// open opens an input that is read as a table.
func (w *resolving) open(o *operand) (rows *codec.Rows, opts *table.ReadOptions, done func(), err error) {
	if o.all.Full != "" {
		return nil, nil, nil, fmt.Errorf("%s: --empty-means-all makes DataIds of rows: convert the file with it first", o.path)
	}
	if err := w.takeStdin(o); err != nil {
		return nil, nil, nil, err
	}
	if opts, err = o.all.Table(o.shared); err != nil {
		return nil, nil, nil, err
	}
	src, file, err := w.openFile(o.path)
	if err != nil {
		return nil, nil, nil, err
	}
	if rows, err = codec.OpenRows(w.Context, src, o.all.From, opts); err != nil {
		return nil, nil, nil, errors.Join(err, file.Close())
	}
	return rows, opts, func() { rows.Close(); _ = file.Close() }, nil
}

// readList reads the input as a list, all of whose columns are dimensions.
func (w *resolving) readList(o *operand, rows *codec.Rows, opts *table.ReadOptions) (*input, error) {
	if len(w.options.Onto) == 0 {
		return nil, fmt.Errorf("%s: its columns are dimensions already: say with --onto what they are to become", o.path)
	}
	list, err := w.loadFrom(o, rows.Source(), opts, nil)
	if err != nil {
		return nil, err
	}
	w.inputs = []dataidlist.Input{list.operand("")}
	return list, nil
}

// resolveRows resolves an input with columns that are no dimensions.
func (w *resolving) resolveRows(o *operand, rows *codec.Rows, reject func(codec.Reject) error) (*table.Result, error) {
	result, err := rows.Resolve(w.Context, w.plan, reject)
	if err != nil {
		return nil, err
	}
	return result, w.record("input", o, rows, result)
}

// readRecords adds the records of a file.
func (w *resolving) readRecords(o *operand, records *resolve.Records) error {
	rows, _, done, err := w.open(o)
	if err != nil {
		return err
	}
	defer done()
	task := w.Begin("reading "+o.path, 0)
	defer task.End()
	result, err := rows.Records(w.Context, records)
	if err != nil {
		return err
	}
	return w.record("records", o, rows, result)
}

// record notes for the derivation which file was read in that role, and how.
func (w *resolving) record(role string, o *operand, rows *codec.Rows, result *table.Result) error {
	if err := o.checkOwn(result); err != nil {
		return err
	}
	o.used = o.generalUses(result)
	sum, err := rows.Sum(w.Context)
	if err != nil {
		return err
	}
	file := strings.TrimSpace(remote.Base(o.path) + " " + sum)
	if before := w.parameters[role]; before != "" {
		file = before + "; " + file
	}
	w.parameters[role] = file
	for name, value := range o.all.UsedBy(result).Parameters() {
		w.parameters[role+" "+name] = value
	}
	return nil
}

// save writes the list, and tells what could not be resolved.
func (w *resolving) save(result *table.Result) error {
	maps.Copy(w.parameters, map[string]string{"steps": w.plan.String(), "rejected": strconv.FormatUint(w.rejected, 10)})
	if w.options.Onto != nil {
		w.parameters["onto"] = strings.Join(w.plan.Group().Dimensions(), ",")
	}
	if w.options.All {
		w.parameters["all"] = "true"
	}
	if n := result.Duplicates; n > 0 {
		w.Notef("%s: %s; a DataId counts once", w.file, plural(n, "duplicate", "duplicates"))
	}
	l := derived(result.List, "resolve", w.parameters, w.inputs...)
	w.noteLoss(l, w.out)
	about, err := w.saveAs(l, w.out, w.out.path)
	switch {
	case err != nil:
		return err
	case w.JSON:
		err = w.WriteJSON(resolved{about, w.rejected, w.rejects})
	case !w.out.isStdout():
		w.Notef("%s: %s, %s", w.out.path, plural(l.Count(), "DataId", "DataIds"), l.Digest().Short())
	}
	if err == nil && w.rejected > 0 {
		err = cli.ErrNo
	}
	return err
}

// resolved is what --json says.
type resolved struct {
	*saved
	Rejected uint64 `json:"rejected"`
	Rejects  string `json:"rejects,omitempty"`
}
