package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Session changes records on behalf of an actor. Every change is an event with who, when and why. It is safe for
// concurrent use.
type Session struct {
	nb    *Notebook
	actor Actor
}

// Actor returns who acts.
func (s *Session) Actor() Actor { return s.actor }

// errMoved says that a record changed between reading and writing.
var errMoved = errors.New("the record moved")

// change makes the changes that decide finds, and returns the campaign as it then is. decide works on a snapshot, outside of any
// transaction, so it may take its time and have a look at objects. If the campaign has changed when it is done, it is asked again. It must not
// change c.
func (s *Session) change(ctx context.Context, id, reason string, decide func(c *Campaign) ([]change, error)) (*Campaign, error) {
	return s.changeAnd(ctx, id, reason, decide, func(Writer) error { return nil })
}

// changeAnd is change, with something that is written in the same transaction.
func (s *Session) changeAnd(ctx context.Context, id, reason string, decide func(c *Campaign) ([]change, error), also func(Writer) error) (*Campaign, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	for {
		var c *Campaign
		var head provenance.Head
		read := func(r Reader) (err error) {
			c, head, err = loadCampaign(r, id)
			return err
		}
		if err := s.nb.store.View(ctx, read); err != nil {
			return nil, err
		}
		changes, err := decide(c)
		if err != nil || len(changes) == 0 {
			return c, err
		}
		decided := head
		err = s.nb.store.Update(ctx, func(w Writer) error {
			if err := read(w); err != nil {
				return err
			}
			if head != decided {
				return errMoved
			}
			if err := s.append(w, c, head, reason, changes); err != nil {
				return err
			}
			return also(w)
		})
		if !errors.Is(err, errMoved) {
			return c, err
		}
	}
}

// append applies changes to a campaign, and saves them as events after head.
func (s *Session) append(w Writer, c *Campaign, head provenance.Head, reason string, changes []change) error {
	now := s.nb.clock()
	var bodies [][]byte
	for _, ch := range changes {
		var err error
		var body []byte
		if body, head, err = s.apply(c, head, now, reason, ch.eventType(), ch); err != nil {
			return err
		}
		bodies = append(bodies, body)
	}
	snapshot, err := c.snapshot(head)
	if err != nil {
		return err
	}
	return w.Append(snapshot, bodies...)
}

// appendTo applies one change to a record, and saves it as the event after head.
func (s *Session) appendTo(w Writer, rec record, head provenance.Head, reason, eventType string, payload any) error {
	body, next, err := s.apply(rec, head, s.nb.clock(), reason, eventType, payload)
	if err != nil {
		return err
	}
	snapshot, err := rec.snapshot(next)
	if err != nil {
		return err
	}
	return w.Append(snapshot, body)
}

// apply makes the event after head and applies it to a record. What is applied is what was written, so that folding the event again cannot
// give another record.
func (s *Session) apply(rec record, head provenance.Head, at time.Time, reason, eventType string, payload any) ([]byte, provenance.Head, error) {
	body, next, err := s.event(head, at, reason, eventType, payload)
	if err != nil {
		return nil, head, err
	}
	e, err := provenance.ParseEvent(body)
	if err != nil {
		return nil, head, err
	}
	if at, err = e.Time(); err != nil {
		return nil, head, err
	}
	return body, next, rec.apply(e, at)
}

// event makes the event after head, and returns its body and the head that it then is.
func (s *Session) event(head provenance.Head, at time.Time, reason, eventType string, payload any) ([]byte, provenance.Head, error) {
	if len(reason) > maxText {
		return nil, head, fmt.Errorf("%w: the reason is longer than %d bytes", ErrInvalid, maxText)
	}
	text, err := provenance.Canonical(payload)
	if err != nil {
		return nil, head, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if err := checkTexts(text); err != nil {
		return nil, head, err
	}
	body, err := provenance.Event{
		Stream: head.Stream, Seq: head.Seq + 1, Prev: head.Hash, At: at.Format(provenance.TimeFormat),
		Actor: s.actor.Name, Type: eventType, Reason: reason, Payload: text,
	}.Body()
	if err != nil {
		return nil, head, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return body, provenance.Head{Stream: head.Stream, Seq: head.Seq + 1, Hash: provenance.DigestOf(body)}, nil
}

// checkTexts returns an error that wraps [ErrInvalid] and names the member of a payload whose text is longer than those of records are.
func checkTexts(payload []byte) error {
	if len(payload) <= maxText {
		return nil
	}
	var members any
	if err := json.Unmarshal(payload, &members); err != nil {
		return err
	}
	if name := longText("", members); name != "" {
		return fmt.Errorf("%w: %s is longer than %d bytes", ErrInvalid, name, maxText)
	}
	return nil
}

// longText returns the name of the member of a value that has a text which is too long, or nothing.
func longText(name string, value any) (long string) {
	switch value := value.(type) {
	case string:
		if len(value) > maxText {
			long = name
		}
	case []any:
		for _, v := range value {
			long = cmp.Or(long, longText(name, v))
		}
	case map[string]any:
		for member, v := range value {
			long = cmp.Or(long, longText(strings.TrimPrefix(name+"."+member, "."), v))
		}
	}
	return long
}

// clock returns the time in UTC, as exact as events keep it.
func (n *Notebook) clock() time.Time { return n.now().UTC().Truncate(time.Microsecond) }

// needReason returns an error if a reason is empty.
func needReason(reason, what string) error {
	if strings.TrimSpace(reason) == "" {
		return fmt.Errorf("%w: %s needs a reason", ErrInvalid, what)
	}
	return nil
}
