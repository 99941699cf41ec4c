package tailset

// InBitmapForm reports the form of s.
func (s Set) InBitmapForm() bool { return s.inBitmapForm() }
