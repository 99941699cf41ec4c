package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/cmd/internal/told"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// verifyDeep makes a list again as its derivation says.
func (c *command) verifyDeep(o *operand, places []string, v *verdict) error {
	if err := c.remake(o, places, v); err != nil {
		return fmt.Errorf("%s: %w", o.path, err)
	}
	return nil
}

func (c *command) remake(o *operand, places []string, v *verdict) error {
	derivation := v.list.Info().Derivation
	if derivation == nil {
		return errors.New("how it was made is not recorded, so that --deep cannot make it again")
	}
	s := &search{command: c, options: o.all, path: o.path, read: map[string]loaded{}, origins: originsIn(derivation), again: map[identity]made{}}
	if err := s.addPlaces(places); err != nil {
		return err
	}
	made, err := s.make(derivation)
	if err != nil {
		return err
	}
	same := made.list.Digest() == v.list.Digest()
	switch {
	case !same:
		v.Error = fmt.Sprintf("its inputs give another list, of %s, %s", plural(made.list.Count(), "DataId", "DataIds"), made.list.Digest())
	case v.full && made.exact && made.list.FullDigest() != v.list.FullDigest():
		same = false
		v.Error = fmt.Sprintf("its inputs give the same DataIds with other reasons, %s", made.list.FullDigest())
	}
	v.Valid, v.Derived = same, &same
	return nil
}

// made is a list that was found or made again. It is exact if all reasons of
// what it was made of are those that were recorded.
type made struct {
	list  *dataidlist.List
	exact bool
}

// loaded is a file that may be an input, or why it cannot be read.
type loaded struct {
	list *dataidlist.List
	err  error
}

// A search finds the inputs of derivations.
type search struct {
	*command
	options told.Options // for inputs whose derivation says no other
	path    string       // of the file that is verified
	files   []string     // of --inputs
	read    map[string]loaded
	origins *origins
	again   map[identity]made // lists that were made again
}

// addPlaces notes the files of --inputs, and the files in its folders.
func (s *search) addPlaces(places []string) error {
	for _, place := range places {
		if remote.IsURL(place) {
			s.files = append(s.files, place)
			continue
		}
		place = remote.Local(place)
		info, err := os.Stat(place)
		if err != nil {
			return err
		}
		if !info.IsDir() {
			s.files = append(s.files, place)
			continue
		}
		entries, err := os.ReadDir(place)
		if err != nil {
			return err
		}
		for _, e := range entries {
			path := filepath.Join(place, e.Name())
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() { // also of a link
				s.files = append(s.files, path)
			}
		}
	}
	return nil
}

// candidates gives the files that may be an input: those of its name first.
func (s *search) candidates(name string) []string {
	var named, others []string
	if name != "" && name == filepath.Base(name) {
		named = append(named, remote.Beside(s.path, name))
	}
	for _, path := range s.files {
		if remote.Base(path) == name {
			named = append(named, path)
		} else {
			others = append(others, path)
		}
	}
	return append(named, others...)
}

// find gives the list of an input, of a file or made again.
func (s *search) find(i dataidlist.Input) (made, error) {
	if d := s.origins.elsewhere(i); d != nil {
		i.Derivation = d
	}
	options, err := s.optionsFor(i)
	if err != nil {
		return made{}, err
	}
	var similar *dataidlist.List // the same DataIds with other reasons
	advice := "say where it is with --inputs"
	for _, path := range s.candidates(i.Name) {
		l, err := s.load(path, options)
		named := remote.Base(path) == i.Name
		switch {
		case err != nil && named && !errors.Is(err, fs.ErrNotExist):
			advice = cli.Describe(err)
		case err != nil:
		case l.Digest() != i.Digest && named:
			advice = fmt.Sprintf("%s has digest %s now", path, l.Digest().Short())
		case l.Digest() != i.Digest:
		case l.FullDigest() == i.FullDigest:
			return made{l, true}, nil
		case similar == nil:
			similar = l
		}
	}
	if similar != nil {
		return made{similar, false}, nil
	}
	if m, ok := s.again[identityOf(i)]; ok {
		return m, nil
	}
	if d := i.Derivation; d == nil || len(d.Inputs) == 0 || d.Operation == readOperation {
		return made{}, fmt.Errorf("input %s %s is not found: %s", i.Name, i.Digest.Short(), advice)
	}
	defer s.origins.enter(i)()
	m, err := s.make(i.Derivation)
	if err == nil && m.list.Digest() == i.Digest {
		s.again[identityOf(i)] = m
	} else if err == nil {
		err = fmt.Errorf("input %s %s is not found, and its own inputs give another list, %s: %s", i.Name, i.Digest.Short(), m.list.Digest().Short(), advice)
	}
	return m, err
}

// optionsFor gives the options that an input was read with.
func (s *search) optionsFor(i dataidlist.Input) (told.Options, error) {
	if d := i.Derivation; d != nil && d.Operation == readOperation {
		return told.FromParameters(d.Parameters)
	}
	return s.options, nil
}

// load reads a file, once for the same options.
func (s *search) load(path string, o told.Options) (*dataidlist.List, error) {
	key := fmt.Sprint(path, "\x00", o.Parameters())
	l, ok := s.read[key]
	if !ok {
		i, err := s.command.load(shareAll(path, o))
		if l.err = err; err == nil {
			l.list = i.List
		}
		s.read[key] = l
	}
	return l.list, l.err
}
