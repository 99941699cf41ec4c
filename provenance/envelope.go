package provenance

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// An Envelope is a signed document: DSSE v1, as in-toto and Sigstore use it. What is signed is [SignedBytes], so that a signature of
// one type of document is none of another.
type Envelope struct {
	Payload     []byte      `json:"payload"` // base64 in JSON
	PayloadType string      `json:"payloadType"`
	Signatures  []Signature `json:"signatures"`
}

// A Signature is an Ed25519 signature with the [KeyID] of its key, which is a hint and is not signed.
type Signature struct {
	KeyID string `json:"keyid"`
	Sig   []byte `json:"sig"` // base64 in JSON
}

// SignedBytes returns the bytes that a signature of a document is made over: DSSE's pre-authentication encoding, "DSSEv1", the length of
// the type in bytes, the type, the length of the payload and the payload, with one space in between.
func SignedBytes(payloadType string, payload []byte) []byte {
	return append(fmt.Appendf(nil, "DSSEv1 %d %s %d ", len(payloadType), payloadType, len(payload)), payload...)
}

// Sign returns a document in an envelope. Signing it again gives the same bytes.
func Sign(key ed25519.PrivateKey, payloadType string, payload []byte) Envelope {
	public := key.Public().(ed25519.PublicKey) //nolint:errcheck,forcetypeassert // says the documentation
	return Envelope{
		Payload: payload, PayloadType: payloadType,
		Signatures: []Signature{{KeyID(public), ed25519.Sign(key, SignedBytes(payloadType, payload))}},
	}
}

// Format returns the canonical JSON of the envelope and a newline.
func (e Envelope) Format() ([]byte, error) {
	text, err := Canonical(e)
	return append(text, '\n'), err
}

// ParseEnvelope reads an envelope, also one that another program wrote. Whether it is signed is for [Envelope.Open] to say.
func ParseEnvelope(text []byte) (Envelope, error) {
	var loose struct {
		Payload     string `json:"payload"`
		PayloadType string `json:"payloadType"`
		Signatures  []struct {
			KeyID string `json:"keyid"`
			Sig   string `json:"sig"`
		} `json:"signatures"`
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&loose); err != nil {
		return Envelope{}, fmt.Errorf("%w: no DSSE envelope: %w", ErrBroken, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Envelope{}, fmt.Errorf("%w: there is more after the DSSE envelope", ErrBroken)
	}
	payload, err := decodeBase64(loose.Payload)
	if err != nil || loose.PayloadType == "" || len(loose.Signatures) == 0 {
		return Envelope{}, fmt.Errorf("%w: no DSSE envelope: it needs a payload in base64, payloadType and signatures", ErrBroken)
	}
	e := Envelope{Payload: payload, PayloadType: loose.PayloadType}
	for i, s := range loose.Signatures {
		sig, err := decodeBase64(s.Sig)
		if err != nil {
			return Envelope{}, fmt.Errorf("%w: signature %d is no base64", ErrBroken, i+1)
		}
		e.Signatures = append(e.Signatures, Signature{s.KeyID, sig})
	}
	return e, nil
}

// decodeBase64 reads either alphabet, as DSSE asks of readers.
func decodeBase64(text string) ([]byte, error) {
	if b, err := base64.StdEncoding.Strict().DecodeString(text); err == nil {
		return b, nil
	}
	return base64.URLEncoding.Strict().DecodeString(text)
}

// Open returns the payload, if the envelope is of a type and a key has signed it. Otherwise it returns an error that wraps [ErrBroken].
func (e Envelope) Open(payloadType string, key ed25519.PublicKey) ([]byte, error) {
	if e.PayloadType != payloadType {
		return nil, fmt.Errorf("%w: the envelope holds %.80q, want %s", ErrBroken, e.PayloadType, payloadType)
	}
	signed := SignedBytes(e.PayloadType, e.Payload)
	for _, s := range e.Signatures {
		if ed25519.Verify(key, signed, s.Sig) {
			return e.Payload, nil
		}
	}
	return nil, fmt.Errorf("%w: it has no signature by key %s", ErrBroken, KeyID(key))
}

// StatementType is the payload type of the envelope of an in-toto statement.
const StatementType = "application/vnd.in-toto+json"
