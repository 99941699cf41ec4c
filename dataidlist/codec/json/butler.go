package json

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// containerVersion is the version of the Butler's containers that is known.
const containerVersion = "V1"

// A packed is what a DatasetRef container says before its refs.
type packed struct {
	namespace string
	version   int64
	types     map[string][]string // dimensions of each dataset type
	refs      bool                // the refs have been read
}

// container reads a DatasetRef container, or the index of a zip file around
// one.
func (r *reader) container() error {
	p := &packed{version: -1}
	if err := r.containerMembers(p); err != nil {
		return r.fail("", err)
	}
	if !p.refs {
		return r.fail("", r.scanner.Errorf("the container has no compact_refs"))
	}
	return r.end()
}

// containerMembers reads the members of a container, or those of the index,
// whose member refs is one.
func (r *reader) containerMembers(p *packed) error {
	for key, err := range r.scanner.Object() {
		if err != nil {
			return err
		}
		switch name := string(key); name {
		case "index_version", "container_version":
			err = r.knownVersion(name)
		case "refs":
			err = r.containerMembers(p)
		case "universe_namespace":
			err = r.textMember(&p.namespace)
		case "universe_version":
			p.version, err = r.scanner.ReadInt64()
		case "dataset_types":
			p.types, err = r.datasetTypes()
		case "compact_refs":
			err = r.compactRefs(p)
		case "artifact_map", "dimension_records": // may be large, and say nothing about the DataIds
		default:
			err = r.scanner.Errorf("a container of the Butler has no member %s", dataidlist.Quote(name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) knownVersion(name string) error {
	version, err := r.scanner.ReadString()
	if err == nil && string(version) != containerVersion {
		err = r.scanner.Errorf("%s %s is not known: this version reads %s", name, dataidlist.Quote(string(version)), containerVersion)
	}
	return err
}

func (r *reader) textMember(dst *string) error {
	text, err := r.scanner.ReadString()
	*dst = string(text)
	return err
}

// datasetTypes reads the dimensions of each dataset type.
func (r *reader) datasetTypes() (map[string][]string, error) {
	types := map[string][]string{}
	for key, err := range r.scanner.Object() {
		if err != nil {
			return nil, err
		}
		name := string(key)
		types[name] = nil
		r.types[name] = true
		for member, err := range r.scanner.Object() {
			if err == nil && string(member) == "dimensions" {
				types[name], err = listheader.Names(r.scanner)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return types, nil
}

// compactRefs reads the map from the ids of DatasetRefs to what they are.
func (r *reader) compactRefs(p *packed) error {
	if p.types == nil || p.version < 0 || p.namespace == "" {
		return r.scanner.Errorf("compact_refs comes before universe_version, universe_namespace and dataset_types, which say what the refs are")
	}
	if p.refs {
		return r.scanner.Errorf("compact_refs comes twice")
	}
	p.refs = true
	if err := r.useUniverse(p); err != nil {
		return err
	}
	if err := r.useType(p); err != nil {
		return err
	}
	ids := map[string]struct{}{}
	for key, err := range r.scanner.Entries() {
		if err != nil {
			return err
		}
		id := string(key)
		if _, twice := ids[id]; twice {
			return r.scanner.Errorf("the DatasetRef %s comes twice", dataidlist.Quote(id))
		}
		ids[id] = struct{}{}
		r.begin(int64(len(ids)))
		if err := r.compactRef(); err != nil {
			return err
		}
		if err := r.add(); err != nil {
			return err
		}
	}
	return nil
}

// useUniverse starts the mapper in the universe of the container.
func (r *reader) useUniverse(p *packed) error {
	name := fmt.Sprintf("%s/%d", p.namespace, p.version)
	switch u := r.opts.Universe; {
	case u != nil && u.Namespace() != p.namespace:
		return table.OptionsError(fmt.Errorf("the file is of universe %s, not %s", dataidlist.Quote(name), u))
	case u != nil:
	case p.namespace != "daf_butler":
		return table.OptionsError(fmt.Errorf("the file is of universe %s: give that with --universe", dataidlist.Quote(name)))
	default:
		var err error
		if r.opts.Universe, err = dataidlist.DafButler(int(p.version)); err != nil {
			return err
		}
	}
	return r.startMapper()
}

// useType fixes the group to that of the dataset type that is chosen, or of
// all, which must then be the same.
func (r *reader) useType(p *packed) error {
	var group *dataidlist.Group
	for _, name := range slices.Sorted(maps.Keys(p.types)) {
		if r.opts.Select != "" && r.opts.Select != name {
			continue
		}
		g, err := r.opts.Universe.Group(p.types[name]...)
		switch {
		case err != nil:
			return fmt.Errorf("dataset type %s: %w", dataidlist.Quote(name), err)
		case group != nil && !group.Equal(g):
			return table.OptionsError(fmt.Errorf("%w: the dataset types have several: choose one with --select: %s", dataidlist.ErrGroup, r.typeNames()))
		}
		group = g
	}
	if group == nil && len(p.types) > 0 {
		return r.noType()
	}
	if group == nil {
		return nil
	}
	return r.mapper.Columns(0, group.Dimensions())
}

// compactRef reads a DatasetRef of a container.
func (r *reader) compactRef() error {
	found := false
	for key, err := range r.scanner.Object() {
		if err != nil {
			return err
		}
		switch name := string(key); name {
		case "dataset_type_name":
			if err = r.textMember(&r.ofType); err == nil && !r.types[r.ofType] {
				err = r.scanner.Errorf("dataset type %s is not in dataset_types", dataidlist.Quote(r.ofType))
			}
		case "data_id":
			found = true
			err = r.dataID(0)
		case "run":
		default:
			err = r.scanner.Errorf("a DatasetRef has no member %s", dataidlist.Quote(name))
		}
		if err != nil {
			return err
		}
	}
	if !found || r.ofType == "" {
		return r.scanner.Errorf("the DatasetRef has no data_id or no dataset_type_name")
	}
	return nil
}

// datasetType reads the dataset type of a DatasetRef that stands alone.
func (r *reader) datasetType() error {
	kind, err := r.scanner.Peek()
	if err != nil || kind == strictjson.Null {
		return err
	}
	for key, err := range r.scanner.Object() {
		if err == nil && string(key) == "name" {
			var name []byte
			name, err = r.scanner.ReadString()
			r.ofType = r.intern(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// noType says that the chosen dataset type is not there.
func (r *reader) noType() error {
	if len(r.types) == 0 {
		return table.OptionsError(fmt.Errorf("--select %s: the input has no dataset types", r.opts.Select))
	}
	return table.OptionsError(fmt.Errorf("--select %s: the input has only the dataset types %s", r.opts.Select, r.typeNames()))
}

// typeNames lists the dataset types of the input, if they are not too many.
func (r *reader) typeNames() string {
	const most = 20
	names := slices.Sorted(maps.Keys(r.types))
	more := ""
	if len(names) > most {
		names, more = names[:most], ", …"
	}
	for i, name := range names {
		names[i] = dataidlist.Quote(name)
	}
	return strings.Join(names, ", ") + more
}
