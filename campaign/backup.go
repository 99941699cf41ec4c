package campaign

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/skycampaign/skycampaign/provenance"
)

// maxBackupLine bounds an event of a backup in bytes, which holds a sealed definition at most.
const maxBackupLine = 64 << 20

// restoreBatch is how many bytes of events are added at a time.
const restoreBatch = 4 << 20

// backupEnd is the last line of a backup.
type backupEnd struct {
	Backup  int               `json:"backup"` // version of the format: 1
	Streams int64             `json:"streams"`
	Events  int64             `json:"events"`
	SHA256  provenance.Digest `json:"sha256"` // of all lines before
}

// Backup writes all events of a store, as they are at one moment: one a line, each the canonical JSON of [provenance.Event], the streams
// in the order of their names. The last line tells how many there are, and the SHA-256 of the lines before:
//
//	head -n -1 backup.jsonl | sha256sum
//
// [Restore] makes a store of any kind from it. Objects are not in it: [Notebook.Backup] copies them, too.
func Backup(ctx context.Context, s Store, w io.Writer) error {
	return s.View(ctx, func(r Reader) error { return backup(ctx, r, w) })
}

func backup(ctx context.Context, r Reader, w io.Writer) error {
	sum := sha256.New()
	both := io.MultiWriter(w, sum)
	end := backupEnd{Backup: 1}
	heads, err := readHeads(r)
	if err != nil {
		return err
	}
	for i, head := range heads {
		provenance.ReportProgress(ctx, i, len(heads), "records")
		end.Streams++
		for body, err := range r.Events(head.Stream, 0) {
			if err != nil {
				return err
			}
			end.Events++
			if _, err := both.Write(append(body, '\n')); err != nil {
				return err
			}
		}
	}
	sum.Sum(end.SHA256[:0])
	line, err := json.Marshal(end)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// Restore reads what [Backup] wrote into an empty store, and makes the records from it. It restores everything or nothing. It returns an error
// that wraps [provenance.ErrBroken] and names the line if r is not a whole backup, and one that wraps [ErrConflict] if the store is not empty.
// Rows of jobs come back with their objects: see [Session.Restore].
func Restore(ctx context.Context, s Store, r io.Reader) error {
	return restore(ctx, s, r, func(Writer) error { return nil })
}

// restore is Restore, with something that is done in the same transaction.
func restore(ctx context.Context, s Store, r io.Reader, also func(Writer) error) error {
	called := false
	return s.Update(ctx, func(w Writer) error {
		if called { // r was read
			return fmt.Errorf("%w: somebody else writes to the store that is to be restored", ErrConflict)
		}
		called = true
		for _, err := range w.Heads() {
			if err != nil {
				return err
			}
			return fmt.Errorf("%w: the store is not empty: restore into a new one", ErrConflict)
		}
		in := restorer{w: w, sum: sha256.New()}
		if err := in.read(r); err != nil {
			return fmt.Errorf("line %d: %w", in.line, err)
		}
		if err := Rebuild(w); err != nil {
			return err
		}
		return also(w)
	})
}

// A restorer adds the events of a backup to a store.
type restorer struct {
	w     Writer
	sum   hash.Hash // of the lines of events
	line  int64
	count backupEnd

	chain  provenance.Chain // of the stream that is read
	bodies [][]byte         // that were not added yet
	size   int              // of them
}

func (in *restorer) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxBackupLine)
	for lines.Scan() {
		in.line++
		line := lines.Bytes()
		if bytes.HasPrefix(line, []byte(`{"backup":`)) {
			return in.end(line, lines)
		}
		in.sum.Write(line)
		in.sum.Write([]byte{'\n'})
		if err := in.event(bytes.Clone(line)); err != nil {
			return err
		}
	}
	in.line++
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%w: it is longer than %d bytes", provenance.ErrBroken, maxBackupLine)
	} else if err != nil {
		return err
	}
	return fmt.Errorf("%w: the backup has no end", provenance.ErrBroken)
}

// event takes the next event.
func (in *restorer) event(body []byte) error {
	e, err := provenance.ParseEvent(body)
	if err != nil {
		return err
	}
	if head := in.chain.Head(); head.Seq == 0 || e.Stream != head.Stream {
		if err := in.flush(); err != nil {
			return err
		}
		if e.Stream <= head.Stream {
			return fmt.Errorf("%w: stream %.80q does not come after %.80q", provenance.ErrBroken, e.Stream, head.Stream)
		}
		in.chain = provenance.Chain{}
		in.count.Streams++
	}
	if _, err := in.chain.Add(body); err != nil {
		return err
	}
	in.count.Events++
	in.bodies = append(in.bodies, body)
	if in.size += len(body); in.size >= restoreBatch {
		return in.flush()
	}
	return nil
}

// flush adds the events that were read. Their record is not known before the end; Rebuild then makes it.
func (in *restorer) flush() error {
	if len(in.bodies) == 0 {
		return nil
	}
	err := in.w.Append(Snapshot{Kind: "restored", Head: in.chain.Head(), Doc: json.RawMessage("{}")}, in.bodies...)
	in.bodies, in.size = nil, 0
	return err
}

// end compares what was read with what the last line says.
func (in *restorer) end(line []byte, rest *bufio.Scanner) error {
	var says backupEnd
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&says); err != nil {
		return fmt.Errorf("%w: the end of the backup: %w", provenance.ErrBroken, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows the end of the backup", provenance.ErrBroken)
	}
	in.count.Backup = 1
	in.sum.Sum(in.count.SHA256[:0])
	if says.Backup != in.count.Backup {
		return fmt.Errorf("the backup has version %d, and this software knows %d", says.Backup, in.count.Backup)
	}
	if says != in.count {
		return fmt.Errorf("%w: the backup has %d events of %d streams with %s, and its end says %d of %d with %s", provenance.ErrBroken,
			in.count.Events, in.count.Streams, in.count.SHA256, says.Events, says.Streams, says.SHA256)
	}
	if rest.Scan() {
		in.line++
		return fmt.Errorf("%w: something follows the end of the backup", provenance.ErrBroken)
	}
	return errors.Join(rest.Err(), in.flush())
}
