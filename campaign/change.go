package campaign

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// A change is the payload of an event: what it does to a campaign. Its JSON is kept for ever, so members are added and never
// renamed.
type change interface {
	eventType() string
	apply(c *Campaign, at when) error
}

// when is the place of a change in the history.
type when struct {
	seq    int64
	time   time.Time
	actor  string
	reason string
}

// changeOf returns an empty payload of a type of event, or nil if the type is unknown.
func changeOf(eventType string) change {
	for _, c := range []change{
		&defined{}, &edited{}, &sealed{}, &revised{}, &moved{}, &workflowMoved{}, &retried{}, &executed{}, &jobsLoaded{},
		&noteAdded{}, &noteRemoved{}, &linkAdded{}, &linkRemoved{}, &tagged{}, &untagged{}, &dutySet{},
	} {
		if c.eventType() == eventType {
			return c
		}
	}
	return nil
}

// Fold applies an event of a campaign's stream to the campaign. Folding all events of a stream, beginning with the zero Campaign, gives
// the record. It returns an error that wraps [provenance.ErrBroken] if no verb could have made the event there; c is then not to be used.
func (c *Campaign) Fold(e provenance.Event) error {
	payload := changeOf(e.Type)
	if payload == nil {
		return fmt.Errorf("event %d of %s: %w: type %.40q is unknown: was it made by a newer version?", e.Seq, e.Stream, provenance.ErrBroken, e.Type)
	}
	if err := json.Unmarshal(e.Payload, payload); err != nil {
		return fmt.Errorf("event %d of %s: %w: its payload: %w", e.Seq, e.Stream, provenance.ErrBroken, err)
	}
	at, err := e.Time()
	if err != nil {
		return fmt.Errorf("event %d of %s: %w: its time: %w", e.Seq, e.Stream, provenance.ErrBroken, err)
	}
	if c.ID == "" {
		c.ID = e.Stream
	}
	if err := payload.apply(c, when{e.Seq, at, e.Actor, e.Reason}); err != nil {
		return fmt.Errorf("event %d of %s: %w: %w", e.Seq, e.Stream, provenance.ErrBroken, err)
	}
	c.Updated = at
	return nil
}
