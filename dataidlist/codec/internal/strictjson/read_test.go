package strictjson_test

import (
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

func scan(in string) *strictjson.Scanner {
	return strictjson.New(iotest.OneByteReader(strings.NewReader(in)), strictjson.Options{})
}

func TestReadInt64(t *testing.T) {
	for in, want := range map[string]int64{
		"0":                   0,
		"94":                  94,
		"2025062900604":       2025062900604,
		"9007199254740993":    1<<53 + 1,
		"9223372036854775807": math.MaxInt64,
	} {
		got, err := scan(in).ReadInt64()
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for in, msg := range map[string]string{
		"9223372036854775808":  "9223372036854775808 is larger than 9223372036854775807",
		"9223372036854775810":  "9223372036854775810 is larger than 9223372036854775807",
		"18446744073709551617": "18446744073709551617 is larger than 9223372036854775807",
		"99999999999999999999": "99999999999999999999 is larger than 9223372036854775807",
		"-1":                   "-1 is negative; an int64 value from 0 is expected",
		"-0":                   "-0 is negative; an int64 value from 0 is expected",
		"1.0":                  "1.0 is a fraction: write 1",
		"20.500":               "20.500 is a fraction; an int64 value is expected",
		"1e3":                  "1e3 has an exponent: write an integer with all its digits",
		"1.5E3":                "1.5E3 has an exponent: write an integer with all its digits",
		`"12"`:                 `"12" is a string; an int64 value is expected`,
		"null":                 "found null; an int64 value is expected",
		"true":                 "found true; an int64 value is expected",
		"[1]":                  "found an array; an int64 value is expected",
		"{}":                   "found an object; an int64 value is expected",
	} {
		_, err := scan("  " + in).ReadInt64()
		assert.EqualError(t, err, "byte 2: "+msg)
	}
	long := strings.Repeat("7", 1000)
	_, err := scan(long).ReadInt64()
	assert.EqualError(t, err, "byte 0: "+long[:40]+"… is larger than 9223372036854775807")
}

func TestMismatchesQuoteWhatWasFound(t *testing.T) {
	_, err := scan("12").ReadString()
	assert.EqualError(t, err, "byte 0: 12 is a number; a string is expected")
	_, err = scan("12").Expect(strictjson.ObjectStart)
	assert.EqualError(t, err, "byte 0: 12 is a number; an object is expected")
	_, err = scan(`"` + strings.Repeat("é", 50) + `"`).Expect(strictjson.ArrayStart)
	assert.EqualError(t, err, `byte 0: "`+strings.Repeat("é", 40)+`"… is a string; an array is expected`)
	s := scan("[]")
	_, err = s.Expect(strictjson.ArrayStart)
	require.NoError(t, err)
	_, err = s.ReadString()
	assert.EqualError(t, err, "byte 1: found the end of the array; a string is expected")
}

func TestPeekConsumesNothing(t *testing.T) {
	s := scan(` { "a" : [ 1 , "x" ] , "b" : null } `)
	var got []string
	for {
		kind, err := s.Peek()
		require.NoError(t, err)
		again, err := s.Peek()
		require.NoError(t, err)
		token, err := s.Next()
		require.NoError(t, err)
		require.Equal(t, []strictjson.Kind{kind, kind}, []strictjson.Kind{again, token.Kind})
		require.Equal(t, token.Offset, s.Offset())
		require.Equal(t, token.Line, s.Line())
		got = append(got, fmt.Sprint(kind))
		if kind == strictjson.EOF {
			break
		}
	}
	assert.Equal(t, []string{
		"an object", "a key", "an array", "a number", "a string", "the end of the array", "a key", "null",
		"the end of the object", "the end of the input",
	}, got)
}

func TestSkip(t *testing.T) {
	s := scan(`[{"a":[1,{"b":2}],"c":"]"}, [[]], 5, "last"]`)
	_, err := s.Expect(strictjson.ArrayStart)
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, s.Skip())
	}
	last, err := s.ReadString()
	require.NoError(t, err)
	assert.Equal(t, "last", string(last))
	assert.EqualError(t, s.Skip(), "byte 43: found the end of the array; a value is expected")
	assert.EqualError(t, s.Skip(), "byte 44: found the end of the input; a value is expected")

	assert.EqualError(t, scan(`{"a":{"b":1,"b":2}}`).Skip(), `byte 12: the key "b" appears twice in an object`)
	assert.EqualError(t, scan(`[[1,2}`).Skip(), `byte 5: found '}'; ',' or ']' is expected`)
}

func TestRaw(t *testing.T) {
	const value = `{ "title" : "caf\u00e9" , "n":[1.50, {}] }`
	for _, in := range []string{value, " [ 0 ,\n" + value + " , 1 ] "} {
		s := scan(in)
		if in != value {
			_, err := s.Expect(strictjson.ArrayStart)
			require.NoError(t, err)
			require.NoError(t, s.Skip())
		}
		got, err := s.Raw(len(value))
		require.NoError(t, err)
		assert.Equal(t, value, string(got))
		if in != value {
			n, err := s.ReadInt64()
			require.NoError(t, err)
			assert.Equal(t, int64(1), n)
			require.NoError(t, func() error { _, err := s.Expect(strictjson.ArrayEnd); return err }())
		}
		assert.NoError(t, s.End())
	}

	_, err := scan(" \n" + value).Raw(len(value) - 1)
	assert.ErrorIs(t, err, strictjson.ErrLimit)
	assert.EqualError(t, err, fmt.Sprintf("byte 2: a value is longer than %d bytes", len(value)-1))
	_, err = scan(`{"a":1,"a":2}`).Raw(100)
	assert.EqualError(t, err, `byte 7: the key "a" appears twice in an object`)
	_, err = scan(``).Raw(100)
	assert.EqualError(t, err, `byte 0: the input ends; a JSON document is expected`)
	s := scan(`[]`)
	_, err = s.Expect(strictjson.ArrayStart)
	require.NoError(t, err)
	_, err = s.Raw(100)
	assert.EqualError(t, err, `byte 1: found the end of the array; a value is expected`)
}

func TestRawIsBounded(t *testing.T) {
	for _, text := range []string{" ", "1,", `"abc",`} {
		in := &endless{text: text}
		s := strictjson.New(io.MultiReader(strings.NewReader("["), in), strictjson.Options{})
		_, err := s.Raw(100_000)
		require.ErrorIs(t, err, strictjson.ErrLimit, "%q", text)
		assert.LessOrEqual(t, in.read, 1<<18, "%q", text)
	}
}

func TestRawOfAValueLongerThanTheBuffer(t *testing.T) {
	value := "[" + strings.Repeat("12, ", 50_000) + "3]"
	s := strictjson.New(strings.NewReader(`{"k":`+value+`}`), strictjson.Options{})
	for key, err := range s.Object() {
		require.NoError(t, err)
		assert.Equal(t, "k", string(key))
		got, err := s.Raw(len(value))
		require.NoError(t, err)
		assert.Equal(t, value, string(got))
	}
	assert.NoError(t, s.End())
}

func TestLoopsSkipWhatIsNotRead(t *testing.T) {
	s := scan(`{"a":[1,[2]],"b":{"x":{"y":1}},"c":3}`)
	var keys []string
	for key, err := range s.Object() {
		require.NoError(t, err)
		keys = append(keys, string(key))
		if string(key) == "b" { // read a part of it
			for _, err := range s.Object() {
				require.NoError(t, err)
				_, err := s.Expect(strictjson.ObjectStart)
				require.NoError(t, err)
				break
			}
		}
	}
	assert.Equal(t, []string{"a", "b", "c"}, keys)
	assert.NoError(t, s.End())

	s = scan(`[[1],{"a":[]},"x",null]`)
	var indexes []int
	for i, err := range s.Array() {
		require.NoError(t, err)
		indexes = append(indexes, i)
	}
	assert.Equal(t, []int{0, 1, 2, 3}, indexes)
	assert.NoError(t, s.End())
}

func TestLoopsYieldTheErrorOnceAndEnd(t *testing.T) {
	collect := func(s *strictjson.Scanner) (errs []string) {
		for _, err := range s.Array() {
			if err != nil {
				errs = append(errs, err.Error())
				continue
			}
			for _, err := range s.Object() {
				if err != nil {
					errs = append(errs, err.Error())
				}
			}
		}
		return errs
	}
	assert.Equal(t, []string{"byte 0: found an object; an array is expected"}, collect(scan(`{}`)))
	assert.Equal(t, []string{"byte 1: 1 is a number; an object is expected"}, collect(scan(`[1,{}]`)))
	assert.Equal(t, []string{"byte 4: found ']'; a value is expected"}, collect(scan(`[{},]`)))
	_, err := scan(`x`).ReadInt64()
	assert.EqualError(t, err, "byte 0: found 'x'; a JSON document is expected")
	assert.Equal(t, []string{"byte 8: found ']'; ',' or '}' is expected"}, collect(scan(`[{"a":[]]`))[:1], "in what a body leaves unread")
	syntax := "byte 6: found '}'; a value is expected"
	assert.Equal(t, []string{syntax, syntax}, collect(scan(`[{"a":}]`)), "once in each loop")
}

func TestReadingPastTheValueOfALoopIsAnError(t *testing.T) {
	s := scan(`[[1],2]`)
	_, err := s.Expect(strictjson.ArrayStart)
	require.NoError(t, err)
	var last error
	for _, err := range s.Array() {
		if last = err; err == nil {
			require.NoError(t, s.Skip())
			_, err := s.Next() // the end of the inner array
			require.NoError(t, err)
		}
	}
	assert.ErrorContains(t, last, "has read past its end")
}

func TestEntriesLeaveDuplicatesToTheCaller(t *testing.T) {
	const in = `{"map":{"1":{"x":1},"2":0,"3":0,"1":5},"map2":{"a":1,"a":2}}`
	s := strictjson.New(strings.NewReader(in), strictjson.Options{MaxKeys: 4})
	var keys []string
	var last error
	for _, err := range s.Object() {
		if last = err; err != nil {
			break
		}
		if kind, _ := s.Peek(); len(keys) == 0 && kind == strictjson.ObjectStart {
			for key, err := range s.Entries() {
				require.NoError(t, err)
				keys = append(keys, string(key))
			}
		}
	}
	assert.Equal(t, []string{"1", "2", "3", "1"}, keys)
	assert.EqualError(t, last, `byte 53: the key "a" appears twice in an object`)
}

func TestValues(t *testing.T) {
	s := strictjson.New(strings.NewReader("1\n\n[2]\n{\"a\":\n"), strictjson.Options{Lines: true})
	var got []string
	for line, err := range s.Values() {
		got = append(got, fmt.Sprintf("%d %v", line, err))
	}
	assert.Equal(t, []string{
		"1 <nil>", "3 <nil>", "4 <nil>",
		"4 byte 12: the line ends inside a value; JSON Lines has each value on one line",
	}, got)
}

func TestErrorfHasThePlaceOfTheLastToken(t *testing.T) {
	s := scan("[\n 7]")
	_, err := s.Expect(strictjson.ArrayStart)
	require.NoError(t, err)
	n, err := s.ReadInt64()
	require.NoError(t, err)
	assert.Equal(t, &strictjson.Error{Offset: 3, Line: 2, Msg: "detector 7 does not exist"}, s.Errorf("detector %d does not exist", n))
}
