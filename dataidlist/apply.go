package dataidlist

import (
	"encoding/json"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Role says what [Apply] does with a list.
type Role string

const (
	// Include keeps only what matches the list.
	Include Role = "include"
	// Exclude removes what matches the list.
	Exclude Role = "exclude"
)

// Rule is a list and its use.
type Rule struct {
	Role Role
	Name string // of the list's file, for the report
	List *List
}

// Report says what [Apply] did. Its JSON is that of apply --report.
type Report struct {
	Base   Identity     `json:"base"`
	Result Identity     `json:"result"`
	Rules  []RuleReport `json:"rules"`
}

// Identity is the digest of a list and its number of DataIds.
type Identity struct {
	Name   string `json:"file,omitempty"`
	Digest Digest `json:"digest"`
	Count  uint64 `json:"count"`
}

// RuleReport says what one rule did.
type RuleReport struct {
	File   string `json:"file"`
	Role   Role   `json:"role"`
	Digest Digest `json:"digest"`
	Count  uint64 `json:"count"` // DataIds of the rule's list
	// Removed counts the DataIds of the base that this rule removed.
	Removed uint64 `json:"removed"`
	// AlreadyGone counts those that it would have removed, had not a rule
	// before it done so.
	AlreadyGone uint64 `json:"already_gone"`
	// MatchedNothing counts the DataIds of the rule's list that match nothing
	// in the base.
	MatchedNothing uint64 `json:"matched_nothing"`
	// ByReason counts Removed by the reasons that the rule's list gives. A
	// DataId with several reasons counts for each of them; one without any
	// counts for the empty reason, which is last.
	ByReason []ReasonCount `json:"by_reason"`
}

// ReasonCount is a number of DataIds that have a reason.
type ReasonCount struct {
	Reason Reason
	Count  uint64
}

// MarshalJSON gives the members of the reason that are not empty, text in any
// case, and the count. It returns the error of [Reason.Normal] for a reason that
// is not empty and not good.
func (c ReasonCount) MarshalJSON() ([]byte, error) {
	object := []byte(`{"text":""}`)
	if c.Reason != (Reason{}) {
		var err error
		if object, err = c.Reason.MarshalJSON(); err != nil {
			return nil, err
		}
	}
	return fmt.Appendf(object[:len(object)-1], `,"count":%d}`, c.Count), nil
}

// UnmarshalJSON reads what MarshalJSON gives.
func (c *ReasonCount) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	var read ReasonCount
	if err := json.Unmarshal(data, &members); err != nil {
		return fmt.Errorf("%w: count of a reason: %w", ErrValue, err)
	}
	if err := json.Unmarshal(members["count"], &read.Count); err != nil {
		return fmt.Errorf("%w: count of a reason: %w", ErrValue, err)
	}
	delete(members, "count")
	if len(members) != 1 || string(members["text"]) != `""` {
		reason, err := json.Marshal(members)
		if err == nil {
			err = read.Reason.UnmarshalJSON(reason)
		}
		if err != nil {
			return err
		}
	}
	*c = read
	return nil
}

// Apply cuts base by rules:
//
//	result = (base ∩ I₁ ∩ I₂ …) − E₁ − E₂ …
//
// A rule's list may be over a coarser group: it then acts on all DataIds that
// agree with it in its dimensions. The result has the reasons that its
// DataIds have in base, and the report tells, in the order of the rules, what
// each of them removed. Apply returns an error that wraps [ErrGroup] if a list
// has a dimension that base lacks.
func Apply(base *List, rules []Rule) (*List, *Report, error) {
	if err := checkRules(base, rules); err != nil {
		return nil, nil, err
	}
	go base.Digest() // beside the cut; the report waits for it
	report := &Report{Rules: []RuleReport{}}
	gone := Empty(base.group).ids // what the rules removed so far
	for _, rule := range rules {
		doomed, err := rule.doomed(base)
		if err != nil {
			return nil, nil, err
		}
		m := newMapping(base.group, rule.List.group)
		matching := doomed
		if rule.Role == Include {
			matching = zip(difference, base.ids, doomed)
		}
		removed := zip(difference, doomed, gone)
		entry := RuleReport{
			File:           rule.Name,
			Role:           rule.Role,
			Digest:         rule.List.Digest(),
			Count:          rule.List.Count(),
			Removed:        removed.count,
			AlreadyGone:    doomed.count - removed.count,
			MatchedNothing: rule.List.Count() - m.project(matching).count,
			ByReason:       []ReasonCount{},
		}
		if rule.Role == Exclude {
			entry.ByReason = byReason(removed, rule.List, m)
		}
		report.Rules = append(report.Rules, entry)
		gone = zip(tailset.Union, gone, removed)
	}
	result := base.with(zip(difference, base.ids, gone))
	report.Base = Identity{Digest: base.Digest(), Count: base.Count()}
	report.Result = Identity{Digest: result.Digest(), Count: result.Count()}
	return result, report, nil
}

// Remaining returns the number of DataIds that [Apply] would leave, without
// making them: neither the list nor its digest. Its errors are those of Apply.
func Remaining(base *List, rules []Rule) (uint64, error) {
	if err := checkRules(base, rules); err != nil {
		return 0, err
	}
	all := []*store{Empty(base.group).ids}
	for _, rule := range rules {
		doomed, err := rule.doomed(base)
		if err != nil {
			return 0, err
		}
		all = append(all, doomed)
	}
	return base.Count() - zip(tailset.Union, all...).count, nil
}

// checkRules refuses what is no list or no role.
func checkRules(base *List, rules []Rule) error {
	if err := base.check(); err != nil {
		return fmt.Errorf("the base: %w", err)
	}
	for i, rule := range rules {
		if err := rule.List.check(); err != nil {
			return fmt.Errorf("rule %d (%s): %w", i+1, Quote(rule.Name), err)
		}
		if rule.Role != Include && rule.Role != Exclude {
			return fmt.Errorf("%w: role %q of %s: include or exclude is expected", ErrValue, rule.Role, rule.Name)
		}
	}
	return nil
}

// doomed gives the DataIds of base that the rule removes.
func (r *Rule) doomed(base *List) (*store, error) {
	if missing := base.group.lacks(r.List.group); missing != "" {
		return nil, fmt.Errorf("%w: %s has %s, which the base over %s lacks: project it first", ErrGroup, r.Name, missing, base.group)
	}
	matching := newMapping(base.group, r.List.group).matching(base.ids, r.List.ids)
	if r.Role == Include {
		return zip(difference, base.ids, matching), nil
	}
	return matching, nil
}

// byReason counts removed DataIds by the reasons of the list that removed
// them.
func byReason(removed *store, l *List, m mapping) []ReasonCount {
	counts := []ReasonCount{}
	rest := removed
	for _, a := range l.reasons {
		hit := m.matching(removed, a.ids)
		if hit.count > 0 {
			counts = append(counts, ReasonCount{a.reason, hit.count})
		}
		rest = zip(difference, rest, hit)
	}
	if rest.count > 0 {
		counts = append(counts, ReasonCount{Count: rest.count})
	}
	return counts
}
