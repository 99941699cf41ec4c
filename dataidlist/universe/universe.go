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

// butler is the namespace of the universes that are built in.
const butler = "daf_butler"

// maxFile is the largest size of a file in bytes.
const maxFile = 1 << 20

// Load returns the universe that is named: daf_butler/N, or the path of a YAML
// file. The error for a file is a [*dataidlist.InputError] with the line.
func Load(ref string) (*dataidlist.Universe, error) {
	if digits, ok := strings.CutPrefix(ref, butler+"/"); ok && strings.Trim(digits, "0123456789") == "" {
		version, err := strconv.Atoi(digits)
		if err != nil {
			return nil, fmt.Errorf("universe %s: %s is not a version", dataidlist.Quote(ref), dataidlist.Quote(digits))
		}
		return dataidlist.DafButler(version)
	}
	u, err := loadFile(ref)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("universe %s is neither built in, as %s/0 to %s/%d are, nor a file", dataidlist.Quote(ref), butler, butler, dataidlist.DefaultVersion)
	}
	return u, err
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
