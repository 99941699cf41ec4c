package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// inputsVersion counts the changes of what the makers make. Inputs of another
// version are made anew.
const inputsVersion = 2

// inputs is what is known of the files in the work directory.
type inputs struct {
	Version int                       `json:"version"`
	Sets    map[string]map[role]facts `json:"sets"`   // of sets that are complete
	Extras  map[string]bool           `json:"extras"` // files that are complete
}

// Suffixes of the files that contestants write.
const (
	parquetSuffix = ".parquet"
	packedSuffix  = ".roaring"
)

// An extra is a file that only some works need.
type extra struct {
	path string
	make func(ctx context.Context) error
}

// path gives the name of a list's file, as its owner writes it: we in
// canonical Parquet, a peer in its own.
func (b *bench) path(set string, r role, owner string) string {
	name := set
	if r != baseList {
		name += "." + string(r)
	}
	if owner != ours {
		name += "." + owner
	}
	return filepath.Join(b.dir, name+parquetSuffix)
}

// listColumns gives the columns of a list in the peers' files.
func listColumns(s set, r role) []string {
	switch r {
	case visitList:
		return []string{"visit"}
	case patchList:
		return []string{"tract", "patch"}
	}
	return s.columns
}

func (b *bench) scale() scale {
	if b.quick {
		return quickScale
	}
	return 1
}

// prepare makes the inputs of the works that are not there yet.
func (b *bench) prepare(ctx context.Context, works []work) error {
	manifest := filepath.Join(b.dir, "inputs.json")
	b.known = &inputs{}
	if text, err := os.ReadFile(manifest); err == nil {
		if err := json.Unmarshal(text, b.known); err != nil {
			return fmt.Errorf("%s: %w", manifest, err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if b.known.Version != inputsVersion {
		b.known = &inputs{Version: inputsVersion, Sets: map[string]map[role]facts{}, Extras: map[string]bool{}}
	}
	for _, w := range works {
		if b.known.Sets[w.set.name] == nil {
			fmt.Fprintln(os.Stderr, "making", w.set.name)
			made, err := b.makeSet(ctx, w.set)
			if err != nil {
				return fmt.Errorf("making %s: %w", w.set.name, err)
			}
			b.known.Sets[w.set.name] = made
		}
		for _, e := range w.extras {
			name := filepath.Base(e.path)
			if b.known.Extras[name] {
				continue
			}
			fmt.Fprintln(os.Stderr, "making", name)
			if err := e.make(ctx); err != nil {
				return fmt.Errorf("making %s: %w", name, err)
			}
			b.known.Extras[name] = true
		}
		text, err := json.MarshalIndent(b.known, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(manifest, text, 0o600); err != nil {
			return err
		}
	}
	used, err := diskUse(b.dir)
	fmt.Fprintf(os.Stderr, "inputs in %s: %.1f GB\n", b.dir, float64(used)/1e9)
	return err
}

// makeSet writes the lists of a set in our format, then copies of them by the
// peers, and has all of them read by the referee: they must be equal.
func (b *bench) makeSet(ctx context.Context, s set) (map[role]facts, error) {
	made := map[role]facts{}
	if err := b.ask(ctx, &made, b.self, "make", s.name, b.dir, strconv.Itoa(int(b.scale()))); err != nil {
		return nil, err
	}
	roles := slices.Sorted(maps.Keys(made))
	for _, peer := range s.peers {
		var files []params
		for _, r := range roles {
			files = append(files, params{"source": b.path(s.name, r, ours), "columns": listColumns(s, r), "out": b.path(s.name, r, peer)})
		}
		if err := b.ask(ctx, nil, b.peerArgs(peer, "copy", params{"files": files})...); err != nil {
			return nil, err
		}
	}
	for _, r := range roles {
		paths := []string{b.path(s.name, r, ours)}
		for _, peer := range s.peers {
			paths = append(paths, b.path(s.name, r, peer))
		}
		seen, err := b.referee(ctx, params{"columns": listColumns(s, r)}, paths...)
		if err != nil {
			return nil, err
		}
		if err := agree(append(seen, made[r])...); err != nil {
			return nil, fmt.Errorf("%s: the files of us and the peers differ: %w", r, err)
		}
		maps.Copy(made[r], seen[0])
	}
	return made, nil
}

// referee has DuckDB read Parquet files and sum up what is in each of them.
func (b *bench) referee(ctx context.Context, p params, paths ...string) ([]facts, error) {
	var answer struct {
		Files []facts `json:"files"`
	}
	p["paths"] = paths
	err := b.ask(ctx, &answer, b.peerArgs(duckdb, "checksums", p)...)
	if err == nil && len(answer.Files) != len(paths) {
		err = errors.New("the referee did not read all files")
	}
	return answer.Files, err
}

// warm reads all files of a set, so that the first to be measured does not
// wait for the disk.
func (b *bench) warm(s set) error {
	paths, err := filepath.Glob(filepath.Join(b.dir, s.name+".*"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		file, err := os.Open(path) //nolint:gosec // a file that this program made
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, file)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// diskUse sums up the sizes of the files in a directory.
func diskUse(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}

// count gives the number of DataIds in a set's base.
func (b *bench) count(s set) uint64 {
	n, err := strconv.ParseUint(b.known.Sets[s.name][baseList]["count"], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// writeFile writes a file that a function fills.
func writeFile(path string, fill func(io.Writer) error) error {
	file, err := os.Create(path) //nolint:gosec // a file of this program
	if err != nil {
		return err
	}
	return errors.Join(fill(file), file.Close())
}
