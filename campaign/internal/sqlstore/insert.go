package sqlstore

import (
	"database/sql"

	"github.com/skycampaign/skycampaign/campaign"
)

// batchValues is about how many values are inserted by one statement.
const batchValues = 4000

// An inserter adds rows to a table, many at a time.
type inserter struct {
	tx      *tx
	table   campaign.Table
	values  []any
	full    int       // how many values a full batch has
	prepare *sql.Stmt // of a full batch
}

func (t *tx) inserter(table campaign.Table) *inserter {
	width := len(table.Columns)
	return &inserter{tx: t, table: table, full: batchValues / width * width}
}

func (in *inserter) add(r campaign.Row) error {
	if in.values = append(in.values, r.Values...); len(in.values) < in.full {
		return nil
	}
	if in.prepare == nil {
		var err error
		if in.prepare, err = in.tx.sql.PrepareContext(in.tx.ctx, in.statement().String()); err != nil {
			return in.tx.failed(err)
		}
	}
	_, err := in.prepare.ExecContext(in.tx.ctx, in.values...)
	in.values = in.values[:0]
	return in.tx.failed(err)
}

// flush adds the rows that are left.
func (in *inserter) flush() error {
	if len(in.values) == 0 {
		return nil
	}
	err := in.tx.exec(in.statement())
	in.values = in.values[:0]
	return err
}

// close ends the use of the inserter.
func (in *inserter) close() {
	if in.prepare != nil {
		_ = in.prepare.Close()
	}
}

// statement inserts the rows that are there.
func (in *inserter) statement() *statement {
	s := in.tx.dialect.statement("INSERT INTO " + quote(in.table.Name) + " (")
	list(s, in.table.Columns, func(c campaign.Column) { s.WriteString(quote(c.Name)) })
	s.WriteString(") VALUES ")
	width := len(in.table.Columns)
	for at := 0; at < len(in.values); at += width {
		if at > 0 {
			s.WriteString(", ")
		}
		s.WriteString("(")
		list(s, in.values[at:at+width], s.value)
		s.WriteString(")")
	}
	return s
}
