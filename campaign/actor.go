package campaign

import (
	"fmt"
	"slices"
	"strings"
)

// A Role is what an actor may do. Each includes those before it.
type Role string

// The roles, from the least to the most.
const (
	Viewer   Role = "viewer"   // reads
	Operator Role = "operator" // defines, submits and operates campaigns
	Lead     Role = "lead"     // overrides the life cycle
	Admin    Role = "admin"    // deletes what nothing refers to, restores, manages access
)

// Roles returns all roles, from the least to the most.
func Roles() []Role { return []Role{Viewer, Operator, Lead, Admin} }

// Includes reports whether r may do what other may.
func (r Role) Includes(other Role) bool {
	mine, theirs := slices.Index(Roles(), r), slices.Index(Roles(), other)
	return theirs >= 0 && mine >= theirs
}

// An Actor is who makes a change. Whoever makes an Actor has made sure who it is.
type Actor struct {
	Name string
	Role Role
}

// check returns an error unless the actor has a name and at least a role.
func (a Actor) check(least Role) error {
	if strings.TrimSpace(a.Name) == "" {
		return fmt.Errorf("%w: the actor has no name", ErrInvalid)
	}
	if !a.Role.Includes(least) {
		return fmt.Errorf("%w: %s is %s, and this needs role %s", ErrForbidden, a.Name, a.Role, least)
	}
	return nil
}
