package told

import (
	"fmt"
	"strings"
)

// Parameters gives the options as a derivation records them, so that verify can
// read the file in the same way.
func (o Options) Parameters() map[string]string {
	p := map[string]string{}
	for name, value := range o.Set {
		p["set "+name] = value
	}
	for name, value := range o.Rename {
		p["rename "+name] = value
	}
	for name, value := range o.Split {
		p["split-column "+name] = value
	}
	for name, value := range map[string]string{
		"empty-means-all": o.Full,
		"reason-column":   o.ReasonColumn,
		"dimension":       strings.Join(o.Dimensions, ","),
		"universe":        o.Universe,
		"from":            o.From,
		"select":          o.Select,
	} {
		if value != "" {
			p[name] = value
		}
	}
	if o.IgnoreHeader {
		p["ignore-header"] = "true"
	}
	if len(o.Ignore) > 0 { // of which one may be empty: the column without a name
		p["ignore-columns"] = strings.Join(o.Ignore, ",")
	}
	return p
}

// FromParameters gives the options that Parameters recorded.
func FromParameters(parameters map[string]string) (Options, error) {
	var o Options
	known := map[string]Option{}
	for _, option := range All() {
		known[option.Name] = option
	}
	for name, value := range parameters {
		name, key, pair := strings.Cut(name, " ")
		if pair {
			value = key + "=" + value
		}
		option, ok := known[name]
		if !ok {
			return o, fmt.Errorf("recorded option %q is not known", name)
		}
		if err := option.Apply(&o, value); err != nil {
			return o, err
		}
	}
	return o, nil
}
