package provenance_test

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
)

func testKey() (ed25519.PrivateKey, ed25519.PublicKey) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	return key, key.Public().(ed25519.PublicKey)
}

// The example of the DSSE specification.
func TestSignedBytes(t *testing.T) {
	assert.Equal(t, "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
		string(provenance.SignedBytes("http://example.com/HelloWorld", []byte("hello world"))))
}

// Keys are those of openssl, and so are their forms and ids.
func TestKeysAreThoseOfOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	dir := t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem")
	text, err := os.ReadFile(filepath.Join(dir, "key.pem"))
	require.NoError(t, err)
	key, err := provenance.ParsePrivateKey(text)
	require.NoError(t, err)
	public, err := provenance.FormatPublicKey(key.Public().(ed25519.PublicKey))
	require.NoError(t, err)
	assert.Equal(t, run("openssl", "pkey", "-in", "key.pem", "-pubout"), string(public))
	read, err := provenance.ParsePublicKey(public)
	require.NoError(t, err)
	assert.Equal(t, provenance.KeyID(read)+"  -\n", run("sh", "-c", "openssl pkey -in key.pem -pubout -outform DER | sha256sum"))

	e := provenance.Checkpoint{At: "2026-11-22T12:00:00.000000Z"}.Sign(key)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sig"), e.Signatures[0].Sig, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "signed"), provenance.SignedBytes(e.PayloadType, e.Payload), 0o600))
	run("sh", "-c", "openssl pkey -in key.pem -pubout >pub.pem && openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in signed -sigfile sig")
}

func TestKeysAreRefused(t *testing.T) {
	_, public := testKey()
	good, err := provenance.FormatPublicKey(public)
	require.NoError(t, err)
	for want, text := range map[string]string{
		"no PEM":                       "hello",
		"it is a \"CERTIFICATE\"":      strings.ReplaceAll(string(good), "PUBLIC KEY", "CERTIFICATE"),
		"there is more after":          string(good) + string(good),
		"no public key":                "-----BEGIN PUBLIC KEY-----\naGVsbG8=\n-----END PUBLIC KEY-----\n",
		"the key is encrypted":         strings.ReplaceAll(string(good), "PUBLIC KEY", "ENCRYPTED PRIVATE KEY"),
		"want -----BEGIN PUBLIC KEY--": strings.ReplaceAll(string(good), "PUBLIC", "PRIVATE"),
	} {
		_, err := provenance.ParsePublicKey([]byte(text))
		assert.ErrorContains(t, err, want)
	}
	_, err = provenance.ParsePrivateKey(good)
	assert.ErrorContains(t, err, "want -----BEGIN PRIVATE KEY-----")
}

func checkpoint() provenance.Checkpoint {
	return provenance.Checkpoint{At: "2026-11-22T12:00:00.000000Z", Heads: []provenance.Head{
		{Stream: "CMP-1", Seq: 27, Hash: provenance.DigestOf([]byte("a"))},
		{Stream: "CMP-10", Seq: 1_000_000, Hash: provenance.DigestOf([]byte("b"))},
		{Stream: "CMP-2", Seq: 1, Hash: provenance.DigestOf([]byte("c"))},
	}}
}

func TestCheckpointIsReadAsItIsWritten(t *testing.T) {
	for _, c := range []provenance.Checkpoint{checkpoint(), {At: "2026-11-22T12:00:00.000000Z"}} {
		read, err := provenance.ParseCheckpoint(c.Payload())
		require.NoError(t, err)
		assert.Equal(t, c, read)
		assert.Equal(t, c.Root(), read.Root())
	}
	assert.NotEqual(t, checkpoint().Root(), provenance.Checkpoint{}.Root())
}

// No other text is a checkpoint that reads as this one.
func TestEveryBitOfACheckpointCounts(t *testing.T) {
	payload := checkpoint().Payload()
	for i := range len(payload) * 8 {
		bad := bytes.Clone(payload)
		bad[i/8] ^= 1 << (i % 8)
		if c, err := provenance.ParseCheckpoint(bad); err == nil {
			assert.NotEqual(t, checkpoint(), c)
			assert.Equal(t, string(bad), string(c.Payload()))
		}
	}
}

func TestCheckpointsAreRefused(t *testing.T) {
	lines := strings.SplitAfter(string(checkpoint().Payload()), "\n")
	for name, text := range map[string]string{
		"nothing":       "",
		"newer":         strings.Replace(strings.Join(lines, ""), "checkpoint 1", "checkpoint 2", 1),
		"out of order":  strings.Join(append(lines[:5:5], lines[6], lines[5]), ""),
		"twice":         strings.Join(append(lines[:5:5], lines[4:]...), ""),
		"another root":  strings.Replace(strings.Join(lines, ""), "root sha256:", "root sha256:0", 1),
		"no stream":     strings.Replace(strings.Join(lines, ""), "CMP-1/", "../../etc/", 1),
		"cut":           strings.Join(lines[:6], ""),
		"with an extra": strings.Join(lines, "") + "\n",
	} {
		_, err := provenance.ParseCheckpoint([]byte(text))
		assert.ErrorIs(t, err, provenance.ErrBroken, name)
	}
}

func TestEnvelopes(t *testing.T) {
	key, public := testKey()
	e := provenance.Sign(key, "text/plain", []byte("hello"))
	text, err := e.Format()
	require.NoError(t, err)
	read, err := provenance.ParseEnvelope(text)
	require.NoError(t, err)
	assert.Equal(t, e, read)
	payload, err := read.Open("text/plain", public)
	require.NoError(t, err)
	assert.Equal(t, "hello", string(payload))

	_, err = read.Open("text/html", public)
	require.ErrorIs(t, err, provenance.ErrBroken)
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	_, err = read.Open("text/plain", other)
	require.ErrorIs(t, err, provenance.ErrBroken)
	for _, bad := range []string{"", "{}", "[]", string(text) + "{}", strings.Replace(string(text), "payload\":\"", "payload\":\"*", 1), `{"payload":"","payloadType":"x","signatures":[]}`} {
		_, err := provenance.ParseEnvelope([]byte(bad))
		assert.ErrorIs(t, err, provenance.ErrBroken, bad)
	}
}

// What is read is read as it is written, or not at all.
func FuzzParseCheckpoint(f *testing.F) {
	f.Add(checkpoint().Payload())
	f.Add(provenance.Checkpoint{At: "2026-11-22T12:00:00.000000Z"}.Payload())
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := provenance.ParseCheckpoint(payload)
		if err == nil && !bytes.Equal(c.Payload(), payload) {
			t.Errorf("%q is read as %q", payload, c.Payload())
		}
	})
}

func FuzzParseEnvelope(f *testing.F) {
	key, public := testKey()
	text, err := provenance.Sign(key, "text/plain", []byte("hello")).Format()
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := provenance.ParseEnvelope(text)
		if err != nil {
			return
		}
		if payload, err := e.Open("text/plain", public); err == nil && string(payload) != "hello" {
			t.Errorf("%q was never signed", payload)
		}
	})
}
