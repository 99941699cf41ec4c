package tailset

// InBitmapForm reports the form of s.
func (s Set) InBitmapForm() bool { return s.inBitmapForm() }

// IsPacked reports whether s is held as steps.
func (s Set) IsPacked() bool { return s.steps() != nil }
