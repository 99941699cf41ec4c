package dataidlist_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// functions are those of the package, by name. The methods of its types need not
// be listed.
var functions = map[string]any{
	"Apply":               dataidlist.Apply,
	"DafButler":           dataidlist.DafButler,
	"DayObs":              dataidlist.DayObs,
	"Diff":                dataidlist.Diff,
	"Empty":               dataidlist.Empty,
	"InputOf":             dataidlist.InputOf,
	"Intersect":           dataidlist.Intersect,
	"NewBuilder":          dataidlist.NewBuilder,
	"NewUniverse":         dataidlist.NewUniverse,
	"OpenIndex":           dataidlist.OpenIndex,
	"ParseDigest":         dataidlist.ParseDigest,
	"ParseFullDigest":     dataidlist.ParseFullDigest,
	"ParseInt":            dataidlist.ParseInt,
	"ParseReasonTime":     dataidlist.ParseReasonTime,
	"Quote":               dataidlist.Quote,
	"Remaining":           dataidlist.Remaining,
	"Subtract":            dataidlist.Subtract,
	"SymmetricDifference": dataidlist.SymmetricDifference,
	"Union":               dataidlist.Union,
}

func TestAllFunctionsAreListed(t *testing.T) {
	var exported []string
	for _, file := range parseTree(t, ".", parser.SkipObjectResolution)["."] {
		for _, decl := range file.ast.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() && !file.isTest() {
				exported = append(exported, f.Name.Name)
			}
		}
	}
	assert.ElementsMatch(t, exported, slices.Collect(maps.Keys(functions)))
}

// A call is a function or a method with arguments that it takes.
type call struct {
	name string
	f    reflect.Value
	args []reflect.Value
}

// goodValues are values of the types of the package, and arguments that functions
// take. They are new each time.
func goodValues(t *testing.T) []any {
	t.Helper()
	g := listtest.Group(t, "visit", "detector")
	at := time.Date(2025, 7, 1, 4, 5, 6, 0, time.UTC)
	b := dataidlist.NewBuilder(g)
	for visit := range int64(40) { // more than a slab has room for
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{70_000 * visit, 0}, 3+visit%3, dataidlist.Reason{Text: "odd", Time: at}))
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, 7}, 1))
	}
	first := b.List()
	source := &dataidlist.Derivation{Operation: "query", Parameters: map[string]string{"where": "visit > 1"}}
	list := first.WithInfo(dataidlist.Info{Title: "t", Derivation: &dataidlist.Derivation{
		Operation: "union", Parameters: map[string]string{"a": "b"},
		Inputs: []dataidlist.Input{{Name: "x.csv", Derivation: source}, dataidlist.InputOf("", "", first)},
	}})
	d, ok := list.Select(5)
	require.True(t, ok)
	index, err := dataidlist.OpenIndex(g, list.AppendIndex(nil))
	require.NoError(t, err)
	diff, err := dataidlist.Diff(list, list.Slice(0, 30))
	require.NoError(t, err)
	rules := []dataidlist.Rule{{Role: dataidlist.Exclude, Name: "r", List: list.Slice(7, 20)}}
	_, report, err := dataidlist.Apply(list, rules)
	require.NoError(t, err)
	parts, err := list.SplitGroups(3)
	require.NoError(t, err)
	reason := dataidlist.Reason{Text: "late", Author: "me"}
	info := list.Info()
	return []any{
		list, g, g.Universe(), dataidlist.NewBuilder(g), index, d, diff, report, reason, info, *info.Derivation, info.Derivation.Inputs[1],
		dataidlist.ReasonCount{Reason: reason, Count: 3}, list.Digest(), list.FullDigest(), parts[0], &dataidlist.InputError{File: "f", Err: errors.New("e")},
		dataidlist.Int64, dataidlist.WhereOptions{},
		"visit", 8, int64(2025070100001), uint64(2), []string{"LSSTCam"}, []int64{2, 3}, [][]int64{{2}, {3}}, rules, list.AppendIndex(nil),
		[]*dataidlist.List{list.Slice(0, 9)}, []dataidlist.Reason{reason},
		[]dataidlist.Dimension{{Name: "a"}, {Name: "visit", Type: dataidlist.Int64, Requires: []string{"a"}}},
		list.Reasons(), (*dataidlist.RunBatch)(nil),
	}
}

// goodArguments are arguments that a function takes, which are new values.
func goodArguments(t *testing.T, f reflect.Type) []reflect.Value {
	t.Helper()
	values := goodValues(t)
	var args []reflect.Value
	for want := range f.Ins() {
		at := slices.IndexFunc(values, func(v any) bool { return reflect.TypeOf(v) == want })
		require.GreaterOrEqual(t, at, 0, "no value of type %s", want)
		args = append(args, reflect.ValueOf(values[at]))
	}
	return args
}

// calls are all functions, and all methods of the values, each with arguments
// that are new values.
func calls(t *testing.T) []call {
	t.Helper()
	var all []call
	add := func(name string, f reflect.Value) {
		all = append(all, call{name, f, goodArguments(t, f.Type())})
	}
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		add(name, reflect.ValueOf(functions[name]))
	}
	for i, value := range goodValues(t) {
		v := reflect.ValueOf(value)
		if !strings.Contains(v.Type().String(), "dataidlist.") {
			continue
		}
		if v.Kind() != reflect.Pointer { // so that it has the methods of the pointer, too
			p := reflect.New(v.Type())
			p.Elem().Set(v)
			v = p
		}
		for m := range v.NumMethod() {
			own := reflect.ValueOf(goodValues(t)[i]) // a receiver for each
			if own.Type() != v.Type() {
				own = v
			}
			add(fmt.Sprintf("%s.%s", v.Type().Elem().Name(), v.Type().Method(m).Name), own.Method(m))
		}
	}
	require.Greater(t, len(all), 100)
	return all
}

// appends reports whether a call appends to its argument, or adds to its receiver.
func (c call) appends() bool {
	return strings.Contains(c.name, ".Append") || strings.HasPrefix(c.name, "Builder.Add")
}

// do calls and gives the results, or what it panics with.
func (c call) do() (results []reflect.Value, panicked any) {
	defer func() { panicked = recover() }()
	if c.f.Type().IsVariadic() {
		return c.f.CallSlice(c.args), nil
	}
	return c.f.Call(c.args), nil
}

// show gives all that a caller can see of values.
func show(values ...reflect.Value) string {
	var b strings.Builder
	for _, v := range values {
		showTo(&b, v)
	}
	return b.String()
}

func showTo(b *strings.Builder, v reflect.Value) {
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		b.WriteString("nil ")
		return
	}
	switch x := v.Interface().(type) {
	case *dataidlist.List:
		fmt.Fprintf(b, "%s %s ", x, x.FullDigest())
		for d := range x.All() {
			fmt.Fprintf(b, "%s ", d)
		}
		for reason, who := range x.Reasons() {
			fmt.Fprintf(b, "%v %s ", reason, who)
		}
		showTo(b, reflect.ValueOf(x.Info()))
		showTo(b, reflect.ValueOf(x.Chunks()))
		showTo(b, reflect.ValueOf(x.Group()))
		return
	case *dataidlist.Group:
		fmt.Fprintf(b, "%v %v %v ", x.Strings(), x.Ints(), x.Implied())
		showTo(b, reflect.ValueOf(x.Universe()))
		return
	case *dataidlist.Universe:
		fmt.Fprintf(b, "%s %v ", x, x.Dimensions())
		return
	case *dataidlist.Index:
		showTo(b, reflect.ValueOf(x.List()))
		return
	case fmt.Stringer:
		b.WriteString(x.String() + " ")
		return
	}
	switch v.Kind() {
	case reflect.Func:
		each(v, func(yielded []reflect.Value) { b.WriteString(show(yielded...)) })
	case reflect.Pointer, reflect.Interface:
		showTo(b, v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			showTo(b, v.Index(i))
		}
	case reflect.Map:
		fmt.Fprint(b, v) // in order of keys
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				showTo(b, v.Field(i))
			}
		}
	default:
		fmt.Fprintf(b, "%v ", v)
	}
}

// each gives what a sequence yields.
func each(v reflect.Value, see func(yielded []reflect.Value)) {
	if v.Type().CanSeq2() {
		for x, y := range v.Seq2() {
			see([]reflect.Value{x, y})
		}
		return
	}
	for x := range v.Seq() {
		see([]reflect.Value{x})
	}
}

// spoil changes all that a caller can reach from values, and what is behind the
// end of slices.
func spoil(values ...reflect.Value) {
	for _, v := range values {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				spoil(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				spoil(v.Index(i))
			}
			if v.Len() > 0 {
				spoil(reflect.Append(v, v.Index(0)).Index(v.Len()))
			}
		case reflect.Array:
			for i := range v.Len() {
				spoil(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				v.SetMapIndex(key, reflect.ValueOf("spoilt").Convert(v.Type().Elem()))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					spoil(v.Field(i))
				}
			}
		case reflect.String:
			if v.CanSet() {
				v.SetString("spoilt")
			}
		default:
			if v.CanSet() && !v.IsZero() {
				v.SetZero()
			} else if v.CanSet() && v.CanInt() {
				v.SetInt(99)
			}
		}
	}
}

// TestResultsBelongToTheCaller spoils what each function and method returns, and
// what its sequences yield, and looks what has become of the receiver, the
// arguments, and the rest of the sequence.
func TestResultsBelongToTheCaller(t *testing.T) {
	for _, c := range calls(t) {
		if c.appends() {
			continue
		}
		before, panicked := c.do()
		require.Nil(t, panicked, c.name)
		want, arguments := show(before...), showArguments(c.args)
		results, _ := c.do()
		for _, result := range results {
			if result.Kind() == reflect.Func {
				var kept []reflect.Value
				var shown []string
				each(result, func(yielded []reflect.Value) {
					kept = append(kept, yielded...)
					shown = append(shown, show(yielded...))
				})
				assert.Equal(t, strings.Join(shown, ""), show(kept...), "%s: what was kept has changed", c.name)
				var some, others []reflect.Value
				for i, v := range kept {
					if i%4 < 2 { // all of every other that was yielded, or of every other two
						some = append(some, v)
					} else {
						others = append(others, v)
					}
				}
				wanted := show(others...)
				spoil(addressable(some)...)
				assert.Equal(t, wanted, show(others...), "%s: a change goes into what was yielded, too", c.name)
				spoilt := ""
				each(result, func(yielded []reflect.Value) {
					spoilt += show(yielded...)
					spoil(addressable(yielded)...)
				})
				assert.Equal(t, strings.Join(shown, ""), spoilt, "%s: a change goes into what is yielded later", c.name)
			} else {
				spoil(addressable([]reflect.Value{result})...)
			}
		}
		after, _ := c.do()
		assert.Equal(t, want, show(after...), "%s: a change of its result goes into its receiver", c.name)
		assert.Equal(t, arguments, showArguments(c.args), "%s: a change of its result goes into its arguments", c.name)
	}
}

// addressable gives copies that can be set.
func addressable(values []reflect.Value) []reflect.Value {
	var all []reflect.Value
	for _, v := range values {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		all = append(all, p.Elem())
	}
	return all
}

// showArguments leaves sequences out, which are tried as results.
func showArguments(args []reflect.Value) string {
	return show(slices.DeleteFunc(slices.Clone(args), func(v reflect.Value) bool { return v.Kind() == reflect.Func })...)
}

// TestArgumentsStayTheCallers spoils the arguments of each function and method,
// and looks what has become of its results.
func TestArgumentsStayTheCallers(t *testing.T) {
	for _, c := range calls(t) {
		if c.appends() {
			continue
		}
		before := showArguments(c.args)
		results, panicked := c.do()
		require.Nil(t, panicked, c.name)
		want := show(results...)
		require.Equal(t, before, showArguments(c.args), "%s changes its arguments", c.name)
		for _, arg := range c.args {
			if arg.Kind() != reflect.Func {
				spoil(arg)
			}
		}
		assert.Equal(t, want, show(results...), "%s: a change of its arguments goes into its result", c.name)
	}
}
