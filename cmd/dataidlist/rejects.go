package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
)

// withRejects does work that rejects rows. They are written to the file for
// them, or else told one by one.
func (w *resolving) withRejects(columns []string, work func(reject func(codec.Reject) error) error) error {
	if w.rejects == "" {
		err := work(func(r codec.Reject) error {
			w.rejected++
			return w.tell(r)
		})
		if err == nil && w.rejected > 0 {
			w.Notef("%s could not be resolved: --rejects FILE keeps such rows", plural(w.rejected, "row", "rows"))
		}
		return err
	}
	err := w.writeRejects(columns, work)
	if err == nil && w.rejected > 0 {
		w.Notef("%s could not be resolved: %s has them", plural(w.rejected, "row", "rows"), w.rejects)
	}
	return err
}

// tell says why a row is rejected. It does so even if all is to be quiet: the
// row is nowhere else.
func (w *resolving) tell(r codec.Reject) error {
	placed := &dataidlist.InputError{File: w.file, Row: r.Row, Err: r.Err}
	_, err := fmt.Fprintf(w.Stderr, "%s: %s\n", w.Name, cli.OneLine(placed.Error()))
	return err
}

// toldRejects is how many of the rows in the file are told besides.
const toldRejects = 10

// writeRejects does the work with a file for what it rejects.
func (w *resolving) writeRejects(columns []string, work func(reject func(codec.Reject) error) error) error {
	return w.writeFile(w.rejects, w.out.file, func(to io.Writer) error {
		file := csv.NewWriter(to)
		header := append([]string{"row"}, codec.RejectColumns(columns)...)
		if err := file.Write(append(header, "error")); err != nil {
			return err
		}
		var record []string
		err := work(func(r codec.Reject) error {
			if w.rejected++; w.rejected <= toldRejects && !w.Quiet {
				if err := w.tell(r); err != nil {
					return err
				}
			}
			record = append(append(record[:0], strconv.FormatInt(r.Row, 10)), r.Values...)
			return file.Write(append(record, r.Err.Error()))
		})
		file.Flush()
		return errors.Join(err, file.Error())
	})
}
