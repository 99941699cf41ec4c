//go:build !linux && !darwin

package atomicfile

import "errors"

// Lock fails where there are no locks that end with their process, so that
// nothing is swept.
func (disk) Lock(string) (unlock func(), err error) { return nil, errors.ErrUnsupported }
