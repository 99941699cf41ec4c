package provenance

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
)

const (
	privateBlock = "PRIVATE KEY" // PKCS#8
	publicBlock  = "PUBLIC KEY"  // SubjectPublicKeyInfo
)

// ParsePrivateKey reads an Ed25519 key as openssl writes it, in PEM of PKCS#8:
//
//	openssl genpkey -algorithm ed25519 -out key.pem
func ParsePrivateKey(text []byte) (ed25519.PrivateKey, error) {
	der, err := decodePEM(text, privateBlock)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("no private key: %w", err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("no Ed25519 key but a %T: make one with openssl genpkey -algorithm ed25519", key)
	}
	return private, nil
}

// ParsePublicKey reads an Ed25519 key as openssl writes it, in PEM of SubjectPublicKeyInfo:
//
//	openssl pkey -in key.pem -pubout -out public.pem
func ParsePublicKey(text []byte) (ed25519.PublicKey, error) {
	der, err := decodePEM(text, publicBlock)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("no public key: %w", err)
	}
	public, ok := key.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("no Ed25519 key but a %T", key)
	}
	return public, nil
}

// FormatPublicKey is what [ParsePublicKey] reads, byte for byte what openssl writes.
func FormatPublicKey(key ed25519.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("no public key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: der}), nil
}

// KeyID is how envelopes name the key that signed them: the SHA-256 of its SubjectPublicKeyInfo in DER, as hexadecimal digits:
//
//	openssl pkey -pubin -in public.pem -outform DER | sha256sum
func KeyID(key ed25519.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// decodePEM returns the bytes of the one block that text is.
func decodePEM(text []byte, want string) ([]byte, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("no PEM: want -----BEGIN %s-----", want)
	case block.Type == "ENCRYPTED PRIVATE KEY":
		return nil, fmt.Errorf("the key is encrypted: decrypt it with openssl pkey -in FILE -out key.pem")
	case block.Type != want:
		return nil, fmt.Errorf("it is a %.40q: want -----BEGIN %s-----", block.Type, want)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, fmt.Errorf("there is more after -----END %s-----", want)
	}
	return block.Bytes, nil
}
