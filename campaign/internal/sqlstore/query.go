package sqlstore

import (
	"fmt"
	"iter"
)

// A scanner is a row of a result.
type scanner interface{ Scan(dest ...any) error }

// one reads the only row of a result. It returns sql.ErrNoRows if there is none.
func one[T any](t *tx, s *statement, scan func(scanner) (T, error)) (T, error) {
	v, err := scan(t.sql.QueryRowContext(t.ctx, s.String(), s.args...))
	return v, t.failed(err)
}

// query yields what scan makes of the rows of a result. The transaction can be used meanwhile.
func query[T any](t *tx, s *statement, scan func(scanner) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var err error
		if t.dialect.Cursors {
			err = paged(t, s, scan, yield)
		} else {
			err = result(t, s, scan, func(v T) bool { return yield(v, nil) })
		}
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}

// result reads a result, as long as take returns true.
func result[T any](t *tx, s *statement, scan func(scanner) (T, error), take func(T) bool) error {
	rows, err := t.sql.QueryContext(t.ctx, s.String(), s.args...)
	if err != nil {
		return t.failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := t.ctx.Err(); err != nil { // drivers notice it later
			return err
		}
		v, err := scan(rows)
		if err != nil {
			return t.failed(err)
		}
		if !take(v) {
			return nil
		}
	}
	return t.failed(rows.Err())
}

// pageSize is how many rows are read from a cursor at a time. A row can be as large as a record.
const pageSize = 200

// paged reads a result by a cursor of its own. Between two pages the connection is free.
func paged[T any](t *tx, s *statement, scan func(scanner) (T, error), yield func(T, error) bool) error {
	t.cursors++
	name := fmt.Sprintf("page%d", t.cursors)
	declare := &statement{args: s.args}
	declare.WriteString("DECLARE " + name + " NO SCROLL CURSOR FOR " + s.String())
	if err := t.exec(declare); err != nil {
		return err
	}
	fetch := t.dialect.statement(fmt.Sprintf("FETCH %d FROM %s", pageSize, name))
	for {
		var page []T
		if err := result(t, fetch, scan, func(v T) bool { page = append(page, v); return true }); err != nil {
			return err
		}
		for _, v := range page {
			if !yield(v, nil) {
				_ = t.exec(t.dialect.statement("CLOSE " + name)) // the end of the transaction would do it
				return nil
			}
		}
		if len(page) < pageSize {
			return t.exec(t.dialect.statement("CLOSE " + name))
		}
	}
}

// fails is a sequence that ends with an error at once.
func fails[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}
