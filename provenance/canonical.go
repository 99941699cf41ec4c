package provenance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// Canonical returns the JSON of v in the one form that RFC 8785 gives it: members sorted, no white space, numbers as
// ECMAScript writes them. Numbers are double-precision, so v must not hold integers beyond 2^53: such are text in our
// documents. It returns an error if v has no JSON, or a text that is not UTF-8.
func Canonical(v any) ([]byte, error) {
	if err := checkUTF8(reflect.ValueOf(v)); err != nil {
		return nil, err
	}
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

// checkUTF8 returns an error if a text anywhere in v is not UTF-8. The JSON encoder would replace a part of it and say nothing, and what
// is read back would be another text.
func checkUTF8(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if text := v.String(); !utf8.ValidString(text) {
			return fmt.Errorf("%.80q is not UTF-8", text)
		}
	case reflect.Pointer, reflect.Interface:
		return checkUTF8(v.Elem()) // of nil it is the zero Value, whose kind is Invalid
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return nil
		}
		for _, field := range v.Fields() {
			if err := checkUTF8(field); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for i := range v.Len() {
			if err := checkUTF8(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			if err := checkUTF8(key); err != nil {
				return err
			}
			if err := checkUTF8(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// CanonicalDigest returns the digest of [Canonical] of v.
func CanonicalDigest(v any) (Digest, error) {
	text, err := Canonical(v)
	if err != nil {
		return Digest{}, err
	}
	return DigestOf(text), nil
}
