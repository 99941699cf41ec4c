package strictjson_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// FuzzAcceptance compares the Scanner with encoding/json: what one accepts, the other accepts with the same tokens. The inputs
// that only encoding/json accepts have text that is not UTF-8, half of a surrogate pair, a duplicate key, or too many levels.
func FuzzAcceptance(f *testing.F) {
	for _, c := range refusals {
		f.Add([]byte(c.in))
	}
	f.Add(dataIDs(3))
	f.Add([]byte(`{"a\ud834\udd1e":[-0.5E+7,{"b":{}},[],"\u00e9é",true,false,null],"c":{"a":{}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := transcript(bytes.NewReader(data), strictjson.Options{})
		slow, slowErr := transcript(iotest.OneByteReader(bytes.NewReader(data)), strictjson.Options{})
		require.Equal(t, err, slowErr)
		require.Equal(t, got, slow)

		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		want, ok := standardTokens(data)
		if err == nil {
			require.True(t, json.Valid(data))
			require.True(t, utf8.Valid(data))
			require.True(t, ok)
			require.Equal(t, want, scannerTokens(t, data))
			return
		}
		surrogates := bytes.Contains(data, []byte(`\ud`)) || bytes.Contains(data, []byte(`\uD`))
		if json.Valid(data) && utf8.Valid(data) && ok && !surrogates {
			require.NoError(t, err, "valid JSON")
		}
	})
}

// standardTokens returns the tokens of a valid document from encoding/json, and whether it has at most 64 levels and no
// duplicate key.
func standardTokens(data []byte) (tokens []any, ok bool) {
	if !json.Valid(data) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	type level struct {
		keys  map[string]bool // nil in an array
		isKey bool            // the next string is a key
	}
	levels := []level{{}}
	for {
		token, err := d.Token()
		if err != nil {
			return tokens, true
		}
		tokens = append(tokens, token)
		top := &levels[len(levels)-1]
		switch token {
		case json.Delim('{'):
			levels = append(levels, level{keys: map[string]bool{}, isKey: true})
		case json.Delim('['):
			levels = append(levels, level{})
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:len(levels)-1]
			top = &levels[len(levels)-1]
			top.isKey = top.keys != nil
		default:
			if top.isKey {
				key := token.(string)
				if top.keys[key] {
					return nil, false
				}
				top.keys[key] = true
			}
			top.isKey = top.keys != nil && !top.isKey
		}
		if len(levels) > 65 {
			return nil, false
		}
	}
}

// scannerTokens returns the tokens of a valid document as encoding/json has them.
func scannerTokens(t *testing.T, data []byte) (tokens []any) {
	s := strictjson.New(bytes.NewReader(data), strictjson.Options{})
	for {
		token, err := s.Next()
		require.NoError(t, err)
		switch token.Kind {
		case strictjson.EOF:
			return tokens
		case strictjson.ObjectStart:
			tokens = append(tokens, json.Delim('{'))
		case strictjson.ObjectEnd:
			tokens = append(tokens, json.Delim('}'))
		case strictjson.ArrayStart:
			tokens = append(tokens, json.Delim('['))
		case strictjson.ArrayEnd:
			tokens = append(tokens, json.Delim(']'))
		case strictjson.Key, strictjson.String:
			tokens = append(tokens, string(token.Text))
		case strictjson.Number:
			tokens = append(tokens, json.Number(token.Text))
		case strictjson.True, strictjson.False:
			tokens = append(tokens, token.Kind == strictjson.True)
		case strictjson.Null:
			tokens = append(tokens, nil)
		}
	}
}
