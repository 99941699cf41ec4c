package provenance

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const digestPrefix = "sha256:"

// Digest is the SHA-256 of bytes. Its text is "sha256:" and 64 lower-case hexadecimal digits. It is comparable and can be
// a map key. The zero Digest stands for no bytes at all: it comes before the first event of a stream.
type Digest [sha256.Size]byte

// DigestOf returns the digest of data.
func DigestOf(data []byte) Digest { return sha256.Sum256(data) }

// ParseDigest reads the text of a digest, and nothing that is merely like one.
func ParseDigest(text string) (Digest, error) {
	var d Digest
	digits, ok := strings.CutPrefix(text, digestPrefix)
	if !ok || len(digits) != hex.EncodedLen(len(d)) || strings.ToLower(digits) != digits {
		return Digest{}, fmt.Errorf("%.80q is no digest: want sha256: and 64 lower-case hexadecimal digits", text)
	}
	decoded, err := hex.DecodeString(digits)
	if err != nil {
		return Digest{}, fmt.Errorf("%.80q is no digest: %w", text, err)
	}
	copy(d[:], decoded)
	return d, nil
}

// String returns the text of the digest.
func (d Digest) String() string { return digestPrefix + d.Hex() }

// Hex returns the digits alone, as sha256sum prints them.
func (d Digest) Hex() string { return hex.EncodeToString(d[:]) }

// Short returns the beginning of the text, for people to compare at a glance.
func (d Digest) Short() string { return d.String()[:len(digestPrefix)+12] }

// MarshalText returns the text of the digest.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is [ParseDigest]. It leaves d alone if it fails.
func (d *Digest) UnmarshalText(text []byte) error {
	parsed, err := ParseDigest(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
