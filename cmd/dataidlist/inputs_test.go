package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOptionsAndFiles says for command lines what holds for each file: the
// value of dimension d, whether it is shared, and the format.
func TestOptionsAndFiles(t *testing.T) {
	for line, want := range map[string]string{
		"a":                             "a",
		"--set d=1 a":                   "a(1)",
		"a --set d=1":                   "a(1)",
		"--set d=1 a b":                 "a(1 shared) b(1 shared)",
		"a b --set d=1":                 "a(1 shared) b(1 shared)",
		"a --set d=1 b":                 "a b(1)",
		"a --set d=1 b c":               "a b(1) c",
		"a --set d=1 b --set d=2 c":     "a b(1) c(2)",
		"--set d=1 a --set d=2 b":       "a(1 shared) b(2)",
		"--set d=1 a --set d=2 b c":     "a(1 shared) b(2) c(1 shared)",
		"--set d=1 a b --set d=1":       "a(1 shared) b(1 shared)",
		"a --from csv b":                "a b from csv",
		"--from csv a --set d=1 b":      "a from csv b(1) from csv",
		"--from csv a --from json b":    "a from csv b from json",
		"--by x a":                      "x a",
		"a --set d=1 --by x":            "a x(1)",
		"--set d=1 --by x a":            "x(1 shared) a(1 shared)",
		"--by x --set d=1 a b":          "x a(1) b",
		"--by x --set d=1 --by y":       "x y(1)",
		"--by x --set=d=1 --by=y -- -a": "x y(1) -a",
		"":                              "",
	} {
		verb := &cobra.Command{Use: "verb", RunE: func(*cobra.Command, []string) error { return nil }}
		in := addInputs(verb)
		in.addFile("by", "another file")
		require.NoError(t, verb.ParseFlags(strings.Fields(line)), line)
		args := verb.Flags().Args()
		operands, err := in.operands(args, 0, len(args))
		require.NoError(t, err, line)
		var words []string
		for _, o := range operands {
			word := o.path
			if d := o.all.Set["d"]; d != "" && strings.Contains(" "+strings.Join(o.shared, " ")+" ", " d ") {
				word += "(" + d + " shared)"
			} else if d != "" {
				word += "(" + d + ")"
			}
			if o.all.From != "" {
				word += " from " + o.all.From
			}
			words = append(words, word)
		}
		assert.Equal(t, want, strings.Join(words, " "), line)
	}
}

// Options that contradict each other are refused before a file is opened, where
// they hold for the same files.
func TestContradictionsOnTheCommandLine(t *testing.T) {
	for line, want := range map[string]string{
		"--set d=1 a b --set d=2":                        "--set d=1 and --set d=2 contradict each other: leave one out",
		"a --from csv --from tsv b":                      "--from csv and --from tsv contradict each other: leave one out",
		"a --set d=1 --rename x=d b":                     "b: dimension d is column x by --rename x=d and set by --set d=1: leave one of these out",
		"a --set d=1 --rename x=d b --ignore-columns d":  "b: dimension d is column x by --rename x=d and set by --set d=1: leave one of these out",
		"a --reason-column x --ignore-columns y,x b c d": "b: column x is ignored by --ignore-columns x and the reason by --reason-column x: leave one of these out",
	} {
		verb := &cobra.Command{Use: "verb", RunE: func(*cobra.Command, []string) error { return nil }}
		in := addInputs(verb)
		require.NoError(t, verb.ParseFlags(strings.Fields(line)), line)
		args := verb.Flags().Args()
		_, err := in.operands(args, 0, len(args))
		assert.EqualError(t, err, want, line)
	}
}
