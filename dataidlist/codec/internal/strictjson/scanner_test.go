package strictjson_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// transcript returns the tokens of r, each with its kind, text, offset and line.
func transcript(r io.Reader, opt strictjson.Options) (tokens []string, err error) {
	s := strictjson.New(r, opt)
	for {
		t, err := s.Next()
		if err != nil {
			return tokens, err
		}
		tokens = append(tokens, fmt.Sprintf("%v %q at %d line %d", t.Kind, t.Text, t.Offset, t.Line))
		if t.Kind == strictjson.EOF {
			return tokens, nil
		}
	}
}

func TestNextReturnsEveryToken(t *testing.T) {
	got, err := transcript(strings.NewReader("{\"a\\n\": [-1.50e+3, \"é\"],\n \"b\": {}, \"c\":[true,false,null]}\n"), strictjson.Options{})
	require.NoError(t, err)
	assert.Equal(t, []string{
		`an object "" at 0 line 1`,
		`a key "a\n" at 1 line 1`,
		`an array "" at 8 line 1`,
		`a number "-1.50e+3" at 9 line 1`,
		`a string "é" at 19 line 1`,
		`the end of the array "" at 23 line 1`,
		`a key "b" at 27 line 2`,
		`an object "" at 32 line 2`,
		`the end of the object "" at 33 line 2`,
		`a key "c" at 36 line 2`,
		`an array "" at 40 line 2`,
		`true "" at 41 line 2`,
		`false "" at 46 line 2`,
		`null "" at 52 line 2`,
		`the end of the array "" at 56 line 2`,
		`the end of the object "" at 57 line 2`,
		`the end of the input "" at 59 line 3`,
	}, got)
}

func TestStringsAreDecoded(t *testing.T) {
	for in, want := range map[string]string{
		`""`:                      "",
		`"\"\\\/\b\f\n\r\t"`:      "\"\\/\b\f\n\r\t",
		`"\u0000\u00e9\u20AC"`:    "\x00é€",
		`"x\ud834\uDD1Ey"`:        "x𝄞y",
		`"\ufffd and � are fine"`: "� and � are fine",
		`"` + "\x7f é 𝄞" + `"`:    "\x7f é 𝄞",
		`"é\n` + "𝄞" + `"`:        "é\n𝄞",
	} {
		s := strictjson.New(strings.NewReader(in), strictjson.Options{})
		got, err := s.ReadString()
		require.NoError(t, err, in)
		assert.Equal(t, want, string(got))
		assert.NoError(t, s.End())
	}
}

// refusals are inputs that must be refused, with the offset and the message of the error.
var refusals = []struct {
	in     string
	offset int64
	msg    string
}{
	// structure
	{``, 0, `the input ends; a JSON document is expected`},
	{" \n", 2, `the input ends; a JSON document is expected`},
	{"\xef\xbb\xbf", 3, `the input ends; a JSON document is expected`},
	{"\xef\xbb1", 0, `found byte 0xef; a JSON document is expected`},
	{" \xef\xbb\xbf1", 1, `found byte 0xef; a JSON document is expected`},
	{"\xef\xbb\xbf\xef\xbb\xbf1", 3, `found byte 0xef; a JSON document is expected`},
	{"[\xef\xbb\xbf1]", 1, `found byte 0xef; a value or ']' is expected`},
	{"\xff\xfe[\x00]\x00", 0, `found byte 0xff; a JSON document is expected`},
	{"\x00", 0, `found byte 0x00; a JSON document is expected`},
	{"[1,\x00]", 3, `found byte 0x00; a value is expected`},
	{"[\v1]", 1, `found byte 0x0b; a value or ']' is expected`},
	{`[`, 1, `the input ends; a value or ']' is expected`},
	{`[1`, 2, `the input ends; ',' or ']' is expected`},
	{`[1,`, 3, `the input ends; a value is expected`},
	{`[1,]`, 3, `found ']'; a value is expected`},
	{`[,1]`, 1, `found ','; a value or ']' is expected`},
	{`[1 2]`, 3, `found '2'; ',' or ']' is expected`},
	{`[1}`, 2, `found '}'; ',' or ']' is expected`},
	{`{`, 1, `the input ends; a key in double quotes or '}' is expected`},
	{`{]`, 1, `found ']'; a key in double quotes or '}' is expected`},
	{`{a:1}`, 1, `found 'a'; a key in double quotes or '}' is expected`},
	{`{"a"}`, 4, `found '}'; ':' after a key is expected`},
	{`{"a":}`, 5, `found '}'; a value is expected`},
	{`{"a":1,}`, 7, `found '}'; a key in double quotes is expected`},
	{`{"a":1 "b":2}`, 7, `found '"'; ',' or '}' is expected`},
	{`{"a":1]`, 6, `found ']'; ',' or '}' is expected`},
	{`]`, 0, `found ']'; a JSON document is expected`},
	{`1 2`, 2, `found '2'; the end of the input after the document is expected`},
	{`{} // comment`, 3, `found '/'; the end of the input after the document is expected`},
	{`[]]`, 2, `found ']'; the end of the input after the document is expected`},
	// literals
	{`tru`, 0, `a value starts with 't' and is not true`},
	{`[nul]`, 1, `a value starts with 'n' and is not null`},
	{`[nullable]`, 5, `found 'a'; ',' or ']' is expected`},
	{`[nil]`, 1, `nil is no JSON: write null, or leave the member out`},
	{`falsey`, 5, `found 'y'; the end of the input after the document is expected`},
	{`True`, 0, `True is no JSON: write true`},
	{`[1,None]`, 3, `None is no JSON: write null, or leave the member out`},
	{`{"a":undefined}`, 5, `undefined is no JSON: write null, or leave the member out`},
	{`NaN`, 0, `NaN is no JSON: write null, or leave the member out`},
	{`[NaN]`, 1, `NaN is no JSON: write null, or leave the member out`},
	{`[1,nan]`, 3, `nan is no JSON: write null, or leave the member out`},
	{`{"a":Infinity}`, 5, `Infinity is no JSON: write null, or leave the member out`},
	{`{"a":[{"b":-Infinity}]}`, 11, `-Infinity is no JSON: write null, or leave the member out`},
	{`[+inf]`, 1, `+inf is no JSON: write null, or leave the member out`},
	{`[-inf]`, 1, `-inf is no JSON: write null, or leave the member out`},
	{`[-NaN]`, 1, `-NaN is no JSON: write null, or leave the member out`},
	{`[NaNs]`, 1, `found 'N'; a value or ']' is expected`},
	{`[-Infinitys]`, 2, `a digit is expected in a number`},
	{`{NaN:1}`, 1, `found 'N'; a key in double quotes or '}' is expected`},
	{`[1 NaN]`, 3, `found 'N'; ',' or ']' is expected`},
	// numbers
	{`-`, 1, `a digit is expected in a number`},
	{`[01]`, 1, `a number has a leading zero`},
	{`[-01]`, 1, `a number has a leading zero`},
	{`1.`, 2, `a digit is expected in a number`},
	{`1.e3`, 2, `a digit is expected in a number`},
	{`1e`, 2, `a digit is expected in a number`},
	{`1e+`, 3, `a digit is expected in a number`},
	{`[+1]`, 1, `found '+'; a value or ']' is expected`},
	{`.5`, 0, `found '.'; a JSON document is expected`},
	{`0x10`, 1, `found 'x'; the end of the input after the document is expected`},
	{`[1_000]`, 2, `found '_'; ',' or ']' is expected`},
	// strings
	{`"abc`, 0, `the string has no closing quote`},
	{`"abc\"`, 0, `the string has no closing quote`},
	{`"abc\`, 0, `the string has no closing quote`},
	{"[\"a\nb\"]", 3, `control character 0x0a in a string: write it as \u000a`},
	{"\"a\x00\"", 2, `control character 0x00 in a string: write it as \u0000`},
	{`"ab\x41"`, 3, `a string has a backslash before "x41", which is not an escape of JSON`},
	{`"\u12"`, 1, `a string has a backslash before "u12", which is not an escape of JSON`},
	{`"\u12G4"`, 1, `a string has a backslash before "u12G4", which is not an escape of JSON`},
	{"\"\\\n\"", 1, `a string has a backslash before "\n", which is not an escape of JSON`},
	{`"\ud800"`, 1, `\ud800 is half of a surrogate pair`},
	{`"a\uD800\u0041"`, 2, `\ud800 is half of a surrogate pair`},
	{`"\ud800\ud800"`, 1, `\ud800 is half of a surrogate pair`},
	{`"\ud834\n"`, 1, `\ud834 is half of a surrogate pair`},
	{`"\udd1e\ud834"`, 1, `\udd1e is half of a surrogate pair`},
	{"\"abc\xff\"", 4, `byte 0xff is not UTF-8`},
	{"\"\\n\xc3\\u00e9\"", 3, `byte 0xc3 is not UTF-8`},
	{"\"\xed\xa0\x80\"", 1, `byte 0xed is not UTF-8`},
	{"\"\xc0\x80\"", 1, `byte 0xc0 is not UTF-8`},
	{"\"\xf4\x90\x80\x80\"", 1, `byte 0xf4 is not UTF-8`},
	// keys
	{`{"a":1,"a":1}`, 7, `the key "a" appears twice in an object`},
	{`{"a":1,"b":{"a":2,"b":3},"\u0061":4}`, 25, `the key "a" appears twice in an object`},
	{`[{"x":{"y":1,"y":2}}]`, 13, `the key "y" appears twice in an object`},
	{`{"":1,"":1}`, 6, `the key "" appears twice in an object`},
	{"{\"a\xff\":1}", 3, `byte 0xff is not UTF-8`},
}

func TestHostileInputIsRefused(t *testing.T) {
	for _, c := range refusals {
		for name, r := range readers([]byte(c.in)) {
			_, err := transcript(r, strictjson.Options{})
			var e *strictjson.Error
			if assert.ErrorAs(t, err, &e, "%q from %s", c.in, name) {
				assert.Equal(t, c.msg, e.Msg, "%q from %s", c.in, name)
				assert.Equal(t, c.offset, e.Offset, "%q from %s", c.in, name)
				assert.Equal(t, fmt.Sprintf("byte %d: %s", c.offset, c.msg), err.Error())
				assert.NotErrorIs(t, err, strictjson.ErrLimit)
			}
		}
	}
}

// readers returns readers of the same data that return it in different pieces.
func readers(data []byte) map[string]io.Reader {
	return map[string]io.Reader{
		"whole reads":    bytes.NewReader(data),
		"one-byte reads": iotest.OneByteReader(bytes.NewReader(data)),
		"half reads":     iotest.HalfReader(bytes.NewReader(data)),
		"data with EOF":  iotest.DataErrReader(bytes.NewReader(data)),
	}
}

func TestSizesOfReadsDoNotMatter(t *testing.T) {
	var doc bytes.Buffer
	doc.WriteString("\xef\xbb\xbf[")
	for i := range 3000 { // more than two buffers
		fmt.Fprintf(&doc, "{\"k%d\" : \"é\\n%s\",\n\"n\":%d.5e-7 , \"t\":[true,null]},", i, strings.Repeat("x", i%97), i)
	}
	fmt.Fprintf(&doc, "%q]", strings.Repeat("long", 50_000))
	want, err := transcript(bytes.NewReader(doc.Bytes()), strictjson.Options{})
	require.NoError(t, err)
	require.Len(t, want, 4+3000*11)
	for name, r := range readers(doc.Bytes()) {
		got, err := transcript(r, strictjson.Options{})
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
}

func TestErrorsHaveTheLine(t *testing.T) {
	_, err := transcript(strings.NewReader("[\r\n1,\n\n  x]"), strictjson.Options{})
	var e *strictjson.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, int64(4), e.Line)
	assert.Equal(t, int64(9), e.Offset)
}

func TestErrorsStay(t *testing.T) {
	s := strictjson.New(strings.NewReader(`[x, 1]`), strictjson.Options{})
	_, err := s.Next()
	require.NoError(t, err)
	_, first := s.Next()
	require.Error(t, first)
	_, again := s.Next()
	assert.Same(t, first, again)
	_, err = s.Peek()
	assert.Same(t, first, err)
	assert.Same(t, first, s.Skip())
	_, err = s.Raw(10)
	assert.Same(t, first, err)
	assert.Same(t, first, s.End())
	for _, err := range s.Array() {
		assert.Same(t, first, err)
	}
}

func TestReaderErrorsAreWrapped(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, in := range []string{``, `[1`, `"abc`, `[tr`, `{"a"`, `[1]`} {
		_, err := transcript(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), strictjson.Options{})
		require.ErrorIs(t, err, broken, in)
		assert.EqualError(t, err, fmt.Sprintf("byte %d: reading failed: disk on fire", len(in)))
		_, err = transcript(&lastWords{in, broken}, strictjson.Options{Lines: true})
		assert.ErrorIs(t, err, broken, in)
	}
	_, err := transcript(emptyReader{}, strictjson.Options{})
	assert.ErrorIs(t, err, io.ErrNoProgress)
}

// lastWords returns an error together with the data before it.
type lastWords struct {
	text string
	err  error
}

func (r *lastWords) Read(p []byte) (int, error) {
	n := copy(p, r.text)
	r.text = r.text[n:]
	return n, r.err
}

// emptyReader returns neither data nor an error.
type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }

func TestLimits(t *testing.T) {
	small := strictjson.Options{MaxToken: 8, MaxDepth: 3, MaxKeys: 4}
	for _, c := range []struct{ name, accepted, refused, msg string }{
		{"string", `"123456"`, `"1234567"`, "byte 0: a string is longer than 8 bytes"},
		{"escaped string", `"\u0041"`, `"\u0041\n"`, "byte 0: a string is longer than 8 bytes"},
		{"string without end", `""`, `"12345678901234567890`, "byte 0: a string is longer than 8 bytes"},
		{"integer", `12345678`, `123456789`, "byte 0: a number is longer than 8 bytes"},
		{"float", `1234.5e6`, `1234.5e67`, "byte 0: a number is longer than 8 bytes"},
		{"depth", `[[{}]]`, `[[{"a":[]}]]`, "byte 7: objects and arrays are nested deeper than 3 levels"},
		{"keys", `{"a":1,"b":2,"c":3,"d":4}`, `{"a":1,"b":2,"c":3,"d":4,"e":5}`, "byte 25: the open objects have more than 4 keys"},
		{"keys of nested objects", `{"a":{"b":2},"c":{"d":4,"e":5}}`, `{"a":1,"c":{"d":4,"e":5,"f":6}}`, "byte 24: the open objects have more than 4 keys"},
		{"keys of closed objects", `[{"a":1,"b":2,"c":3},{"a":1,"b":2}]`, `{"a":1,"b":2,"c":{"a":4,"e":5}}`, "byte 24: the open objects have more than 4 keys"},
	} {
		for name, r := range readers([]byte(c.accepted)) {
			_, err := transcript(r, small)
			assert.NoError(t, err, "%s from %s", c.name, name)
		}
		for name, r := range readers([]byte(c.refused)) {
			_, err := transcript(r, small)
			assert.ErrorIs(t, err, strictjson.ErrLimit, "%s from %s", c.name, name)
			assert.EqualError(t, err, c.msg, "%s from %s", c.name, name)
		}
	}
}

func TestDefaultLimits(t *testing.T) {
	_, err := transcript(strings.NewReader(strings.Repeat("[", 64)+strings.Repeat("]", 64)), strictjson.Options{})
	assert.NoError(t, err)
	_, err = transcript(strings.NewReader(strings.Repeat(`{"a":`, 65)), strictjson.Options{})
	assert.EqualError(t, err, "byte 320: objects and arrays are nested deeper than 64 levels")
	_, err = transcript(strings.NewReader(`"`+strings.Repeat("x", 1<<20-2)+`"`), strictjson.Options{})
	assert.NoError(t, err)
	_, err = transcript(strings.NewReader(`"`+strings.Repeat("x", 1<<20-1)+`"`), strictjson.Options{})
	assert.ErrorIs(t, err, strictjson.ErrLimit)
}

// endless returns its text again and again.
type endless struct {
	text string
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.read%len(e.text):])
	e.read += n
	return n, nil
}

func TestEndlessInputTakesBoundedMemory(t *testing.T) {
	for _, text := range []string{`[`, `{"a":`, `"`, `"aaa`, `"\\`, `9`, `0.1111111111111`, "\xef\xbb\xbf"} {
		in := &endless{text: text}
		_, err := transcript(io.MultiReader(strings.NewReader(text), in), strictjson.Options{MaxToken: 1 << 17})
		require.Error(t, err, "%q", text)
		assert.LessOrEqual(t, in.read, 1<<18, "%q", text)
	}
}

func TestKeysOfLargeObjects(t *testing.T) {
	object := func(n int, last string) string {
		var b strings.Builder
		b.WriteString(`[{"outer":{"a":1},"n":{`)
		for i := range n {
			fmt.Fprintf(&b, `"k%d":{"k0":%d},`, i, i)
		}
		return b.String() + last + `}, "after":1}, {"outer":1}]`
	}
	for _, n := range []int{1, 15, 16, 17, 18, 100} {
		_, err := transcript(strings.NewReader(object(n, `"k":0`)), strictjson.Options{})
		assert.NoError(t, err, "%d keys", n)
		for _, again := range []int{0, n / 2, n - 1} {
			key := fmt.Sprintf(`"k%d"`, again)
			in := object(n, key+`:0`)
			_, err := transcript(strings.NewReader(in), strictjson.Options{})
			assert.EqualError(t, err, fmt.Sprintf("byte %d: the key %s appears twice in an object", strings.LastIndex(in, key), key), "%d keys", n)
		}
	}
}

func TestKeysAreBoundedInBytes(t *testing.T) {
	var doc strings.Builder
	doc.WriteByte('{')
	long := strings.Repeat("k", 1<<20-8)
	for i := range 70 {
		fmt.Fprintf(&doc, `"%02d%s":0,`, i, long)
	}
	err := strictjson.New(strings.NewReader(doc.String()), strictjson.Options{}).Skip()
	assert.ErrorIs(t, err, strictjson.ErrLimit)
	assert.ErrorContains(t, err, "the keys of the open objects are longer than 67108864 bytes")
}

func TestLines(t *testing.T) {
	for name, r := range readers([]byte("\xef\xbb\xbf\n{\"a\":1}\r\n\n[] \n\t3")) {
		got, err := transcript(r, strictjson.Options{Lines: true})
		require.NoError(t, err, name)
		assert.Equal(t, []string{
			`an object "" at 4 line 2`,
			`a key "a" at 5 line 2`,
			`a number "1" at 9 line 2`,
			`the end of the object "" at 10 line 2`,
			`an array "" at 14 line 4`,
			`the end of the array "" at 15 line 4`,
			`a number "3" at 19 line 5`,
			`the end of the input "" at 20 line 5`,
		}, got, name)
	}
	for _, empty := range []string{"", "\n", " \n\n", "\xef\xbb\xbf"} {
		_, err := transcript(strings.NewReader(empty), strictjson.Options{Lines: true})
		assert.NoError(t, err, "%q", empty)
	}
	for in, msg := range map[string]string{
		"{} {}\n":           "byte 3: found '{'; a new line after the value is expected",
		"1,\n2\n":           "byte 1: found ','; a new line after the value is expected",
		"1\n2 3\n":          "byte 4: found '3'; a new line after the value is expected",
		"{\"a\":1\n{\"a\":": "byte 6: the line ends inside a value; JSON Lines has each value on one line",
		"[\n]":              "byte 1: the line ends inside a value; JSON Lines has each value on one line",
		"1\n\x1e2":          "byte 2: found byte 0x1e; a JSON document is expected",
		"1\n[2":             "byte 4: the input ends; ',' or ']' is expected",
	} {
		_, err := transcript(strings.NewReader(in), strictjson.Options{Lines: true})
		assert.EqualError(t, err, msg, "%q", in)
	}
}
