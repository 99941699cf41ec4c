package provenance

import (
	"encoding/json"
	"fmt"

	"github.com/gowebpki/jcs"
)

// Canonical returns the JSON of v in the one form that RFC 8785 gives it: members sorted, no white space, numbers as
// ECMAScript writes them. Numbers are double-precision, so v must not hold integers beyond 2^53: such are text in our
// documents. It returns an error if v has no JSON.
func Canonical(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("no JSON: %w", err)
	}
	canonical, err := jcs.Transform(text)
	if err != nil {
		return nil, fmt.Errorf("no canonical JSON: %w", err)
	}
	return canonical, nil
}

// CanonicalDigest returns the digest of [Canonical] of v.
func CanonicalDigest(v any) (Digest, error) {
	text, err := Canonical(v)
	if err != nil {
		return Digest{}, err
	}
	return DigestOf(text), nil
}
