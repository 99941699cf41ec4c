package dataidlist_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// checkZero requires that a call fails because of a nil or zero value: with an
// error that wraps ErrGroup where it returns one, and else by a panic with a
// sentence.
func (c call) checkZero(t *testing.T, about string) {
	t.Helper()
	results, panicked := c.do()
	last := c.f.Type().NumOut() - 1
	if last >= 0 && c.f.Type().Out(last) == reflect.TypeFor[error]() {
		if assert.Nil(t, panicked, "%s of %s", c.name, about) {
			err, _ := results[last].Interface().(error)
			require.ErrorIs(t, err, dataidlist.ErrGroup, "%s of %s", c.name, about)
			assert.Regexp(t, "a nil or zero [A-Z][a-z]+: .* (made|opened) by ", err.Error())
		}
		return
	}
	text, _ := panicked.(string)
	assert.Regexp(t, "^dataidlist: a nil or zero [A-Z][a-z]+: .* (made|opened) by ", text, "%s of %s: %v", c.name, about, panicked)
}

// TestZeroReceivers calls all methods of nil and zero values.
func TestZeroReceivers(t *testing.T) {
	harmless := []string{"String", "IsZero", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"}
	for _, receiver := range []any{
		(*dataidlist.Universe)(nil), &dataidlist.Universe{}, (*dataidlist.Group)(nil), &dataidlist.Group{},
		(*dataidlist.List)(nil), &dataidlist.List{}, (*dataidlist.Builder)(nil), &dataidlist.Builder{},
		(*dataidlist.Index)(nil), &dataidlist.Index{},
	} {
		v := reflect.ValueOf(receiver)
		for m := range v.NumMethod() {
			name := v.Type().Method(m).Name
			if _, ofValue := v.Type().Elem().MethodByName(name); ofValue && v.IsNil() {
				continue // package json gives null
			}
			c := call{name: name, f: v.Method(m), args: goodArguments(t, v.Method(m).Type())}
			about := fmt.Sprintf("%T %v", receiver, receiver)
			if !strings.Contains(strings.Join(harmless, " "), name) {
				c.checkZero(t, about)
				continue
			}
			_, panicked := c.do()
			assert.Nil(t, panicked, "%s of %s", name, about)
		}
	}
}

// TestZeroArguments calls all functions and methods with a nil or zero value in
// place of each argument that can be one.
func TestZeroArguments(t *testing.T) {
	tried := 0
	for _, c := range calls(t) {
		for i, good := range c.args {
			var bad []any
			switch good.Interface().(type) {
			case *dataidlist.List:
				bad = []any{(*dataidlist.List)(nil), &dataidlist.List{}}
			case *dataidlist.Group:
				bad = []any{(*dataidlist.Group)(nil), &dataidlist.Group{}}
			case []*dataidlist.List:
				bad = []any{[]*dataidlist.List{nil}, []*dataidlist.List{{}}}
			case []dataidlist.Rule:
				bad = []any{[]dataidlist.Rule{{}}, []dataidlist.Rule{{Role: dataidlist.Exclude, List: &dataidlist.List{}}}}
			}
			for _, value := range bad {
				tried++
				c.args[i] = reflect.ValueOf(value)
				c.checkZero(t, fmt.Sprintf("argument %d: %T", i+1, value))
			}
			c.args[i] = good
		}
	}
	assert.Greater(t, tried, 40)
}

func TestZeroOfOthers(t *testing.T) {
	values := goodValues(t)
	list, _ := values[0].(*dataidlist.List)
	require.NotNil(t, list)
	same, err := list.WithReasons(nil)
	require.NoError(t, err)
	assert.Equal(t, list.FullDigest(), same.FullDigest())
	_, err = list.WithReasons(func(yield func(dataidlist.Reason, *dataidlist.List) bool) { yield(dataidlist.Reason{Text: "odd"}, nil) })
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	assert.ErrorContains(t, err, `the DataIds of the reason "odd": `)
	_, _, err = dataidlist.Apply(list, []dataidlist.Rule{{Name: "x.csv", List: list}})
	require.ErrorIs(t, err, dataidlist.ErrValue)
	assert.ErrorContains(t, err, `role "" of x.csv: include or exclude is expected`)
	_, _, err = dataidlist.Apply(list, []dataidlist.Rule{{Role: dataidlist.Include, Name: "x.csv", List: list}, {}})
	assert.ErrorContains(t, err, `rule 2 (""): `)
	assert.Panics(t, func() { (&dataidlist.Difference{}).Equal() })

	assert.True(t, (&dataidlist.List{}).IsZero())
	assert.False(t, dataidlist.Empty(list.Group()).IsZero())
	assert.Equal(t, "no list", fmt.Sprint(&dataidlist.List{}))
	assert.Equal(t, "{}", fmt.Sprint(&dataidlist.Group{}))
	assert.Equal(t, "/0", fmt.Sprint(&dataidlist.Universe{}))
}
