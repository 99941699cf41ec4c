package universe

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// butler is the namespace of the universes of the Butler.
const butler = "daf_butler"

// maxFile is the largest size of a file in bytes.
const maxFile = 1 << 20

// Load returns the universe that is named: daf_butler/N, one of [Surveys] with
// its version or without, or the path of a YAML file. A name that both a survey
// and a file have is an error; with a version it is the survey. The error for
// a file is a [*dataidlist.InputError] with the line.
func Load(ref string) (*dataidlist.Universe, error) {
	if digits, ok := strings.CutPrefix(ref, butler+"/"); ok && strings.Trim(digits, "0123456789") == "" {
		version, err := strconv.Atoi(digits)
		if err != nil {
			return nil, fmt.Errorf("universe %s: %s is not a version", dataidlist.Quote(ref), dataidlist.Quote(digits))
		}
		return dataidlist.DafButler(version)
	}
	u, ok, err := survey(ref)
	switch {
	case err != nil:
		return nil, err
	case ok && ref != u.String() && isFile(ref):
		return nil, fmt.Errorf("universe %s is built in, and a file has that name: say %s, or ./%s for the file", dataidlist.Quote(ref), u, ref)
	case ok:
		return u, nil
	}
	u, err = loadFile(ref)
	if errors.Is(err, os.ErrNotExist) {
		return nil, unknown(ref)
	}
	return u, err
}

// unknown returns the error for a name that no universe has.
func unknown(ref string) error {
	all, err := Surveys()
	if err != nil {
		return err
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	return fmt.Errorf("universe %s is neither built in, as %s/0 to %s/%d and %s are, nor a file", dataidlist.Quote(ref), butler, butler, dataidlist.DefaultVersion, strings.Join(names, ", "))
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

func loadFile(path string) (*dataidlist.Universe, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: %w: a universe of more than %d bytes", path, dataidlist.ErrLimit, maxFile)
	}
	u, err := parse(text)
	if err == nil {
		err = checkRanks(u)
	}
	if err != nil {
		placed := &dataidlist.InputError{File: path, Err: err}
		var at *lineError
		if errors.As(err, &at) {
			placed.Row, placed.Err = int64(at.line), at.err
		}
		return nil, placed
	}
	return u, nil
}
