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
func (c *Campaign) Fold(e provenance.Event) error { return fold(c, e) }

func (c *Campaign) apply(e provenance.Event, at time.Time) error {
	payload := changeOf(e.Type)
	if payload == nil {
		return fmt.Errorf("type %.40q is unknown: was it made by a newer version?", e.Type)
	}
	if err := json.Unmarshal(e.Payload, payload); err != nil {
		return fmt.Errorf("its payload: %w", err)
	}
	if c.ID == "" {
		c.ID = e.Stream
	}
	if err := payload.apply(c, when{e.Seq, at, e.Actor, e.Reason}); err != nil {
		return err
	}
	c.Updated = at
	return nil
}
