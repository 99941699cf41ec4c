package main

import "github.com/skycampaign/skycampaign/dataidlist"

// An identity is that of a list in a derivation.
type identity struct {
	digest dataidlist.Digest
	full   dataidlist.FullDigest
}

func identityOf(i dataidlist.Input) identity { return identity{i.Digest, i.FullDigest} }

// origins are the derivations that a derivation has for its inputs: that of a
// list is on record once, wherever the list is an input (FORMAT.md 4.0.3).
type origins struct {
	of     map[identity]*dataidlist.Derivation
	within map[identity]bool // lists in whose own derivation we are
}

func originsIn(d *dataidlist.Derivation) *origins {
	o := &origins{map[identity]*dataidlist.Derivation{}, map[identity]bool{}}
	o.add(d)
	return o
}

func (o *origins) add(d *dataidlist.Derivation) {
	for _, i := range d.Inputs {
		if i.Derivation == nil {
			continue
		}
		if o.of[identityOf(i)] == nil {
			o.of[identityOf(i)] = i.Derivation
		}
		o.add(i.Derivation)
	}
}

// elsewhere returns the derivation of an input that has it in another place.
// What a list was made of in its own derivation is not what it is made of.
func (o *origins) elsewhere(i dataidlist.Input) *dataidlist.Derivation {
	if i.Derivation != nil || o.within[identityOf(i)] {
		return nil
	}
	return o.of[identityOf(i)]
}

// enter notes that the derivation of an input is gone through, until leave.
func (o *origins) enter(i dataidlist.Input) (leave func()) {
	before := o.within[identityOf(i)]
	o.within[identityOf(i)] = true
	return func() { o.within[identityOf(i)] = before }
}
