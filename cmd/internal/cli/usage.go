package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Args gives the check that a verb has at least and at most so many arguments;
// there is no largest number if most is negative.
func Args(least, most int) cobra.PositionalArgs {
	expected := fmt.Sprintf("%d arguments are expected", least)
	switch {
	case most == 0:
		expected = "no argument is expected"
	case least == 1:
		expected = "one argument is expected"
	}
	if most < 0 {
		expected = "at least " + expected
	}
	return func(_ *cobra.Command, args []string) error {
		if n := len(args); n < least || most >= 0 && n > most {
			return fmt.Errorf("%s, not %d", expected, n)
		}
		return nil
	}
}

// wrapArgs makes a wrong number of arguments an error that says how to call
// the verb.
func wrapArgs(c *cobra.Command) {
	check := c.Args
	if check == nil {
		return
	}
	c.Args = func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError(c, err)
		}
		return nil
	}
}

// usageError is an error of the command line.
func usageError(c *cobra.Command, err error) error {
	err = wordOption(err)
	if c.HasParent() {
		return fmt.Errorf("%s: %w: see %s help %s", verbPath(c), err, c.Root().Name(), verbPath(c))
	}
	return fmt.Errorf("%w: see %s help", err, c.Name())
}

// verbPath is a verb as the user writes it after the name of the command.
func verbPath(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// wordOption words what pflag says of an option.
func wordOption(err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return fmt.Errorf("unknown option -%.1s", unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		return fmt.Errorf("unknown option --%s", unknown.GetSpecifiedName())
	case errors.As(err, &bare):
		return fmt.Errorf("--%s needs a value", bare.GetFlag().Name)
	case errors.As(err, &wrong):
		return fmt.Errorf("--%s %s: %w", wrong.GetFlag().Name, dataidlist.Quote(wrong.GetValue()), wordNumber(wrong.GetFlag(), wrong.Unwrap()))
	}
	return err
}

// wordNumber words what strconv says of the value of an option.
func wordNumber(f *pflag.Flag, err error) error {
	var number *strconv.NumError
	switch {
	case !errors.As(err, &number):
		return err
	case f.Value.Type() == "bool":
		return errors.New("true or false is expected")
	case errors.Is(err, strconv.ErrRange):
		return errors.New("that is too large")
	}
	return errors.New("a whole number is expected")
}

// unknownVerb is the error for a command line with another word than a verb.
func unknownVerb(of *cobra.Command, name string) error {
	hint := ""
	of.SuggestionsMinimumDistance = 2
	if near := of.SuggestionsFor(name); len(near) > 0 {
		slices.Sort(near)
		hint = ": did you mean " + strings.Join(near, " or ") + "?"
	}
	return usageError(of, fmt.Errorf("unknown command %s%s", dataidlist.Quote(name), hint))
}
