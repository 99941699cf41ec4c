package yaml

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// export reads an export of the Butler: of its entries those of one dataset
// type or dimension element.
func (r *reader) export(root, data *yaml.Node) (*table.Result, error) {
	if err := r.useUniverse(root); err != nil {
		return nil, err
	}
	if r.opts.Sink != nil {
		return r.records(data)
	}
	chosen, err := r.choose(data)
	if err != nil {
		return nil, err
	}
	if err := r.start(); err != nil {
		return nil, err
	}
	for _, entry := range data.Content {
		kind, name := entryName(entry)
		if name != chosen {
			continue
		}
		records := yamltree.Get(entry, "records")
		if records == nil || records.Kind != yaml.SequenceNode {
			return nil, yamltree.Errorf(entry, "the entry of %s has no sequence records", dataidlist.Quote(chosen))
		}
		read := r.dataset
		if kind == "dimension" {
			only := r.columnsOf(chosen)
			read = func(record *yaml.Node) error { return r.dataID(record, only) }
		}
		for _, record := range records.Content {
			if err := read(record); err != nil {
				return nil, err
			}
		}
	}
	result, err := r.mapper.Finish("yaml")
	if err == nil {
		result.Selected = r.opts.Select != ""
	}
	return result, err
}

// useUniverse takes the universe that the export names, unless the user chose
// another version of it.
func (r *reader) useUniverse(root *yaml.Node) error {
	version, namespace := yamltree.Get(root, "universe_version"), yamltree.Get(root, "universe_namespace")
	if version == nil {
		return nil
	}
	name := "daf_butler"
	if namespace != nil {
		name = namespace.Value
	}
	number, err := strconv.Atoi(version.Value)
	switch u := r.opts.Universe; {
	case err != nil:
		return yamltree.Errorf(version, "universe_version %s is not a number", dataidlist.Quote(version.Value))
	case u != nil && u.Namespace() != name:
		return yamltree.Errorf(version, "%w", table.OptionsError(fmt.Errorf("the export is of universe %s/%d, not %s", name, number, u)))
	case u != nil:
		return nil
	case name != "daf_butler":
		return yamltree.Errorf(version, "%w", table.OptionsError(fmt.Errorf("the export is of universe %s/%d: give that with --universe", name, number)))
	}
	if r.opts.Universe, err = dataidlist.DafButler(number); err != nil {
		return yamltree.Errorf(version, "%w", err)
	}
	return nil
}

// entryName tells what an entry has: the records of a dimension element, or
// datasets of a type. The name is empty for entries without either.
func entryName(entry *yaml.Node) (kind, name string) {
	kind, _ = yamltree.Text(yamltree.Get(entry, "type"))
	switch kind {
	case "dimension":
		name, _ = yamltree.Text(yamltree.Get(entry, "element"))
	case "dataset":
		name, _ = yamltree.Text(yamltree.Get(entry, "dataset_type"))
	}
	return kind, name
}

// choose gives the name of the entries to be read: the one that the user
// chose, or the only one.
func (r *reader) choose(data *yaml.Node) (string, error) {
	var names []string
	for _, entry := range data.Content {
		if _, name := entryName(entry); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return "", yamltree.Errorf(data, "the export has neither datasets nor dimension records")
	case slices.Contains(names, r.opts.Select):
		return r.opts.Select, nil
	case r.opts.Select == "" && len(names) == 1:
		return names[0], nil
	}
	slices.Sort(names)
	const most = 30
	more := ""
	if len(names) > most {
		names, more = names[:most], ", …"
	}
	for i, name := range names {
		names[i] = dataidlist.Quote(name)
	}
	what := fmt.Sprintf("choose what to read with --select: %s%s", strings.Join(names, ", "), more)
	if r.opts.Select != "" {
		return "", table.OptionsError(fmt.Errorf("--select %s: the export has no such entries: %s", r.opts.Select, what))
	}
	return "", table.OptionsError(errors.New("the export has several entries: " + what))
}

// dataset reads a record of a dataset type, which has one DataId or several.
func (r *reader) dataset(record *yaml.Node) error {
	id := yamltree.Get(record, "data_id")
	if id == nil {
		return yamltree.Errorf(record, "the record has no data_id")
	}
	if id.Kind == yaml.SequenceNode {
		return r.dataIDs(id)
	}
	return r.dataID(id, nil)
}

// columnsOf says which members of the records of a dimension element are
// columns: its own key, under its name, other dimensions that belong to its
// group, and what the user's options name. The rest is metadata. An element
// that is no dimension, such as visit_definition, has all its dimensions.
func (r *reader) columnsOf(element string) func(key string) string {
	u := r.universe()
	var members []string
	own := ownKey(u, element)
	if own != "" {
		if g, err := u.Group(element); err == nil {
			members = slices.Concat(g.Dimensions(), g.Implied())
		}
	}
	return func(key string) string {
		_, dimension := u.Dimension(key)
		switch {
		case own != "" && key == own:
			return element
		case r.named(key), dimension && (own == "" || slices.Contains(members, key)):
			return key
		}
		return ""
	}
}

// universe gives the universe of the export.
func (r *reader) universe() *dataidlist.Universe {
	if r.opts.Universe != nil {
		return r.opts.Universe
	}
	u, _ := dataidlist.DafButler(dataidlist.DefaultVersion)
	return u
}

// ownKey gives the member of the records of an element that is the value of
// the dimension; empty if the element is no dimension.
func ownKey(u *dataidlist.Universe, element string) string {
	d, ok := u.Dimension(element)
	switch {
	case !ok:
		return ""
	case d.Type == dataidlist.Int64:
		return "id"
	}
	return "name"
}
