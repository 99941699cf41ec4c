package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// idsOnlyParameter is the parameter of every operation whose reasons were left
// out when the list was written.
const idsOnlyParameter = "ids-only"

// make does again what a derivation records.
func (s *search) make(d *dataidlist.Derivation) (made, error) {
	if len(d.Inputs) == 0 {
		return made{}, fmt.Errorf("operation %s has no inputs on record", dataidlist.Quote(d.Operation))
	}
	var operands []*dataidlist.List
	m := made{exact: true}
	for _, i := range d.Inputs {
		found, err := s.find(i)
		if err != nil {
			return made{}, err
		}
		operands = append(operands, found.list)
		m.exact = m.exact && found.exact
	}
	if d.Parameters[table.CopyReasons] == table.CopyChanged {
		m.exact = false
	}
	var err error
	if m.list, err = replay(d, operands); err != nil {
		return made{}, fmt.Errorf("operation %s: %w", d.Operation, err)
	}
	if d.Parameters[idsOnlyParameter] != "" {
		m.list = m.list.WithoutReasons()
	}
	return m, nil
}

// replay does an operation on its operands, of which there is one at least.
func replay(d *dataidlist.Derivation, operands []*dataidlist.List) (*dataidlist.List, error) {
	l, second := operands[0], operands[len(operands)-1]
	switch d.Operation {
	case "convert":
		return l, nil
	case table.CopyOperation:
		if d.Parameters[table.CopySet] == table.CopyChanged {
			return nil, errors.New("what was changed is not on record")
		}
		return l, nil
	case "union":
		return dataidlist.Union(l, operands[1:]...)
	case "intersect":
		return dataidlist.Intersect(l, operands[1:]...)
	case "symdiff":
		return dataidlist.SymmetricDifference(l, operands[1:]...)
	case "subtract":
		return dataidlist.Subtract(l, operands[1:]...)
	case "apply":
		return replayApply(d, operands)
	case "project":
		if len(operands) == 1 {
			second = nil
		}
		return project(l, second, strings.Split(d.Parameters["onto"], ","))
	case "expand":
		return l.Expand(second)
	case "filter":
		return l.Filter(d.Parameters["where"])
	case "sample":
		n, err := number(d.Parameters, "n")
		seed, errSeed := number(d.Parameters, "seed")
		if err = errors.Join(err, errSeed); err != nil {
			return nil, err
		}
		return l.Sample(n, seed), nil
	case "split":
		return replaySplit(d, l)
	}
	return nil, errors.New("it is not one that this version can do again")
}

func replayApply(d *dataidlist.Derivation, operands []*dataidlist.List) (*dataidlist.List, error) {
	var rules []dataidlist.Rule
	for n, i := range d.Inputs[1:] {
		rules = append(rules, dataidlist.Rule{Role: dataidlist.Role(i.Role), Name: i.Name, List: operands[n+1]})
	}
	l, _, err := dataidlist.Apply(operands[0], rules)
	return l, err
}

func replaySplit(d *dataidlist.Derivation, l *dataidlist.List) (*dataidlist.List, error) {
	how, err := splittingOf(d.Parameters)
	if err != nil {
		return nil, err
	}
	part, err := number(d.Parameters, "part")
	if err != nil {
		return nil, err
	}
	parts, err := how.of(l)
	if err == nil && (part < 1 || part > uint64(len(parts))) {
		err = fmt.Errorf("part %d of %d", part, len(parts))
	}
	if err != nil {
		return nil, err
	}
	return parts[part-1].List, nil
}

// number gives a parameter that is one.
func number(parameters map[string]string, name string) (uint64, error) {
	n, err := strconv.ParseUint(parameters[name], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("its parameter %s is %s, which is no number", name, dataidlist.Quote(parameters[name]))
	}
	return n, nil
}
