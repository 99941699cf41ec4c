package provenance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrBroken says that a stream of events, or a document, is not what it was.
var ErrBroken = errors.New("broken")

// TimeFormat is how events write times: UTC with microseconds, which sort as text.
const TimeFormat = "2006-01-02T15:04:05.000000Z"

// An Event is one change of one stream. It is never changed or deleted.
type Event struct {
	Stream  string          `json:"stream"`           // such as CMP-12
	Seq     int64           `json:"seq"`              // 1 and up, without gaps
	Prev    Digest          `json:"prev"`             // hash of the event before it; zero for the first
	At      string          `json:"at"`               // in TimeFormat
	Actor   string          `json:"actor"`            // who
	Type    string          `json:"type"`             // such as campaign.submitted
	Reason  string          `json:"reason,omitempty"` // why
	Payload json.RawMessage `json:"payload"`          // a JSON object; its members depend on the type
}

// Time returns when the event happened, in UTC.
func (e Event) Time() (time.Time, error) { return time.Parse(TimeFormat, e.At) }

// Body returns the canonical JSON of the event. Its digest is the event's hash.
func (e Event) Body() ([]byte, error) { return Canonical(e) }

// ParseEvent reads the body of an event. It returns an error that wraps [ErrBroken] unless the body is what
// [Event.Body] writes, byte for byte.
func ParseEvent(body []byte) (Event, error) {
	var e Event
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return Event{}, fmt.Errorf("%w: no event: %w", ErrBroken, err)
	}
	if _, err := e.Time(); err != nil {
		return Event{}, fmt.Errorf("%w: the time of the event: %w", ErrBroken, err)
	}
	again, err := e.Body()
	if err != nil || !bytes.Equal(again, body) {
		return Event{}, fmt.Errorf("%w: the event is not in canonical form", ErrBroken)
	}
	return e, nil
}

// A Head is the last event of a stream, which stands for all before it.
type Head struct {
	Stream string `json:"stream"`
	Seq    int64  `json:"seq"` // 0 before the first event
	Hash   Digest `json:"hash"`
}

// A Chain follows the events of one stream from the first on. The zero Chain expects the first event of any stream.
type Chain struct{ head Head }

// Head returns the last event that fitted.
func (c *Chain) Head() Head { return c.head }

// Add takes the next event. It returns an error that wraps [ErrBroken] and names the event if it does not fit; the chain
// then stays where it was.
func (c *Chain) Add(body []byte) (Event, error) {
	e, err := ParseEvent(body)
	if err != nil {
		return Event{}, fmt.Errorf("event %d of %s: %w", c.head.Seq+1, c.name(), err)
	}
	switch {
	case c.head.Seq > 0 && e.Stream != c.head.Stream:
		err = fmt.Errorf("it is of stream %.40q", e.Stream)
	case e.Seq != c.head.Seq+1:
		err = fmt.Errorf("its number is %d", e.Seq)
	case e.Prev != c.head.Hash:
		err = fmt.Errorf("the event before it has another hash: want %s, is %s", e.Prev, c.head.Hash)
	}
	if err != nil {
		return Event{}, fmt.Errorf("event %d of %s: %w: %w", c.head.Seq+1, c.name(), ErrBroken, err)
	}
	c.head = Head{Stream: e.Stream, Seq: e.Seq, Hash: DigestOf(body)}
	return e, nil
}

func (c *Chain) name() string {
	if c.head.Seq == 0 {
		return "a stream"
	}
	return c.head.Stream
}

// EventName is how people are told of an event: event 3 of CMP-1.
func EventName(stream string, seq int64) string { return fmt.Sprintf("event %d of %s", seq, stream) }
