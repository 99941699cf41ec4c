package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// facts are what is known of a list, or was answered, by name: count, digest,
// the sums of columns, a checksum. Sums are modulo 2^64.
type facts map[string]string

// isFact tells what is compared; other members of an answer say how it was
// found.
func isFact(name string) bool {
	switch name {
	case "count", "digest", "checksum", "runs", "only_left", "only_right":
		return true
	}
	return strings.HasPrefix(name, "sum_")
}

// agree returns an error if two of them know the same thing differently, or
// one knows nothing that another knows too.
func agree(all ...facts) error {
	merged, known := facts{}, map[string]int{}
	for _, f := range all {
		for _, name := range slices.Sorted(maps.Keys(f)) {
			if old, ok := merged[name]; ok && old != f[name] {
				return fmt.Errorf("%s is %s and %s", name, old, f[name])
			}
			merged[name] = f[name]
			known[name]++
		}
	}
	for i, f := range all {
		shared := func(name string) bool { return known[name] > 1 }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(f)), shared) {
			return fmt.Errorf("answer %d shares nothing with the others", i)
		}
	}
	return nil
}

// readFacts takes the facts from the JSON object that an answer has at a path
// of member names with dots between them; "" is the answer itself.
func readFacts(answer []byte, at string) (facts, float64, error) {
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber() // sums have more digits than a float64
	if err := decoder.Decode(&object); err != nil {
		return nil, 0, fmt.Errorf("the answer is no JSON object: %w", err)
	}
	for _, name := range strings.FieldsFunc(at, func(r rune) bool { return r == '.' }) {
		inner, ok := object[name].(map[string]any)
		if list, isList := object[name].([]any); isList && len(list) == 1 {
			inner, ok = list[0].(map[string]any)
		}
		if !ok {
			return nil, 0, fmt.Errorf("the answer has no %s", at)
		}
		object = inner
	}
	var seconds float64
	if number, ok := object["seconds"].(json.Number); ok {
		var err error
		if seconds, err = number.Float64(); err != nil {
			return nil, 0, err
		}
	}
	found := facts{}
	for name, value := range object {
		if isFact(name) {
			found[name] = fmt.Sprint(value)
		}
	}
	return found, seconds, nil
}
