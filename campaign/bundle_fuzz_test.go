package campaign_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// Whoever makes a bundle can put any event into it and have all digests fit. Reading it must not panic, whatever the event says.
func FuzzVerifyBundle(f *testing.F) {
	body, err := provenance.Event{
		Stream: "CMP-1", Seq: 1, At: "2026-11-22T12:00:00.000000Z", Actor: "ktl", Type: "campaign.defined",
		Payload: json.RawMessage(`{"definition":{"name":"a","definer":"b","production":"PRD-1","workflow_definition":[{"name":"w","command":"c"}]}}`),
	}.Body()
	require.NoError(f, err)
	for _, seed := range [][2]string{
		{"campaign.edited", `{"definition":{"workflow_definition":null,"lists":[{"workflows":["x"]}]}}`},
		{"campaign.submitted", `{"spec":{"campaign":"CMP-1","revision":1},"spec_digest":"sha256:1a"}`},
		{"campaign.moved", `{"from":"draft","to":"cancelled"}`},
		{"workflow.moved", `{"workflow":"w","attempt":1,"from":"pending","to":"cancelled"}`},
		{"workflow.retried", `{"workflow":"w","attempt":2}`},
		{"workflow.executed", `{"workflow":"w","attempt":1,"execution":{"command":"c"}}`},
		{"workflow.jobs-loaded", `{"workflow":"w","attempt":1,"jobs":{"jobs":1}}`},
		{"note.added", `{"text":"x"}`},
		{"link.added", `{"kind":"qa","url":"https://example.org"}`},
		{"operators.set", `{"operators":[{"schedule":"drp"}]}`},
		{"production.defined", `{"name":"DR1"}`},
		{"schedule.defined", `{"name":"s","zone":"UTC","plan":{"fallback":"a","shifts":[]}}`},
	} {
		f.Add(seed[0], []byte(seed[1]), true)
		f.Add(seed[0], []byte(seed[1]), false)
	}
	f.Fuzz(func(t *testing.T, eventType string, payload []byte, second bool) {
		stream := bundle.Stream{Head: provenance.Head{Stream: "CMP-1"}}
		e := provenance.Event{Stream: "CMP-1", Seq: 1, At: "2026-11-22T12:00:01.000000Z", Actor: "x", Type: eventType, Payload: payload}
		if second {
			stream.Events = append(stream.Events, body)
			e.Seq, e.Prev = 2, provenance.DigestOf(body)
		}
		last, err := e.Body()
		if err != nil {
			return
		}
		stream.Events = append(stream.Events, last)
		stream.Head.Seq, stream.Head.Hash = e.Seq, provenance.DigestOf(last)
		var archive bytes.Buffer
		require.NoError(t, bundle.Contents{Streams: []bundle.Stream{stream}}.Write(t.Context(), &archive))
		b, err := bundle.Read(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
		require.NoError(t, err)
		v, err := campaign.VerifyBundle(t.Context(), b, nil, true)
		require.NoError(t, err)
		require.NotEmpty(t, v.Faults, "its records are missing")
	})
}
