package intoto_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/json"
	"testing"
	"time"

	attestation "github.com/in-toto/attestation/go/v1"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/intoto"
)

// account is a campaign with a list in two roles, and pins of every kind of locator.
func account() *provenance.Account {
	bad := provenance.List{Role: "exclude", Name: "bad.csv", Digest: "dil1:1a", Object: provenance.DigestOf([]byte("bad")), Count: 2, Reason: "trailed"}
	input := provenance.List{Role: "input", Name: "all.csv", Digest: "dil1:2b", Object: provenance.DigestOf([]byte("all")), Count: 18}
	both := bad
	both.Role, both.Workflows = "include", []string{"coadd"}
	digest := provenance.DigestOf([]byte("image"))
	return &provenance.Account{
		ID: "CMP-1", Name: "DP2", Definer: "ktl", Production: "PRD-1", Collection: "campaigns/CMP-1",
		Seals: []provenance.Seal{{
			Revision: 1, Digest: provenance.DigestOf([]byte("spec")), By: "ktl", At: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), Reason: "board",
			Lists: []provenance.List{input, bad, both}, Selections: []provenance.List{{Role: "selection", Digest: "dil1:3c", Object: provenance.DigestOf([]byte("selected"))}},
			Inputs: []provenance.Material{
				{Kind: "git", Name: "https://example.org/r", URI: "https://example.org/r", Version: "main", Commit: "1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a"},
				{Kind: "query", Name: "instrument='LSSTCam' AND day_obs > 20260501"},
			},
			Pins:      []provenance.Material{{Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_20"}, {Kind: "container", Name: "stack", Digest: &digest}},
			Workflows: []provenance.Workflow{{Name: "step1", Command: "bps submit step1.yaml"}},
		}},
	}
}

func statement() intoto.Statement {
	a := account()
	return intoto.New(a, &a.Seals[0], "specs/CMP-1.r1.json", func(d provenance.Digest) string { return "objects/" + d.Hex() })
}

// in-toto's own library reads a statement, with no member that it does not know, and finds it valid.
func TestInTotoValidates(t *testing.T) {
	text, err := statement().Format()
	require.NoError(t, err)
	read := new(attestation.Statement)
	require.NoError(t, protojson.Unmarshal(text, read))
	require.NoError(t, read.Validate())
	assert.Equal(t, intoto.StatementType, read.GetType())
	assert.Equal(t, intoto.PredicateType, read.GetPredicateType())

	var names []string
	for _, s := range read.GetSubject() {
		names = append(names, s.GetName())
		assert.Len(t, s.GetDigest()["sha256"], 64)
	}
	assert.Len(t, names, 4, "a list that has two roles is one subject")
	assert.Equal(t, "specs/CMP-1.r1.json", names[0])

	materials := read.GetPredicate().AsMap()["materials"]
	text, err = json.Marshal(materials)
	require.NoError(t, err)
	var each []json.RawMessage
	require.NoError(t, json.Unmarshal(text, &each))
	require.Len(t, each, 4)
	for _, m := range each {
		r := new(attestation.ResourceDescriptor)
		require.NoError(t, protojson.Unmarshal(m, r))
		require.NoError(t, r.Validate(), "%s", m)
		assert.True(t, provenance.IsURI(r.GetUri()), r.GetUri())
	}
	assert.Contains(t, string(text), `"gitCommit":"1a1a`)
	assert.Contains(t, string(text), `pkg:generic/lsst_distrib@w_2026_20`)
}

// verifier is Ed25519 as the library of DSSE asks for it.
type verifier struct{ key ed25519.PublicKey }

func (v verifier) Verify(_ context.Context, data, sig []byte) error {
	if !ed25519.Verify(v.key, data, sig) {
		return assert.AnError
	}
	return nil
}
func (v verifier) KeyID() (string, error)   { return provenance.KeyID(v.key), nil }
func (v verifier) Public() crypto.PublicKey { return v.key }

// DSSE's own library accepts our envelopes, and no longer once a bit is another.
func TestDSSEVerifies(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	e, err := statement().Sign(key)
	require.NoError(t, err)
	text, err := e.Format()
	require.NoError(t, err)
	check, err := dsse.NewEnvelopeVerifier(verifier{key.Public().(ed25519.PublicKey)})
	require.NoError(t, err)
	read := new(dsse.Envelope)
	require.NoError(t, json.Unmarshal(text, read))
	_, err = check.Verify(t.Context(), read)
	require.NoError(t, err)
	payload, err := read.DecodeB64Payload()
	require.NoError(t, err)
	want, err := statement().Format()
	require.NoError(t, err)
	assert.Equal(t, want, payload)

	read.PayloadType = "text/plain"
	_, err = check.Verify(t.Context(), read)
	assert.Error(t, err)
}

// The other way round: an envelope that DSSE's library made is opened.
func TestEnvelopesOfOthersAreOpened(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	sign, err := dsse.NewEnvelopeSigner(signer{verifier{key.Public().(ed25519.PublicKey)}, key})
	require.NoError(t, err)
	made, err := sign.SignPayload(t.Context(), provenance.StatementType, []byte("{}"))
	require.NoError(t, err)
	text, err := json.Marshal(made)
	require.NoError(t, err)
	e, err := provenance.ParseEnvelope(text)
	require.NoError(t, err)
	payload, err := e.Open(provenance.StatementType, key.Public().(ed25519.PublicKey))
	require.NoError(t, err)
	assert.Equal(t, "{}", string(payload))
}

type signer struct {
	verifier
	key ed25519.PrivateKey
}

func (s signer) Sign(_ context.Context, data []byte) ([]byte, error) {
	return ed25519.Sign(s.key, data), nil
}
