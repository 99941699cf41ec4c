package tailset

// InBitmapForm reports the form of s.
func (s Set) InBitmapForm() bool { return s.bitmap() != nil }

// WalkRuns returns the runs of s as its walker sees the serialization of its
// bitmap when that arrives in writes of at most chunk bytes.
func WalkRuns(portable []byte, chunk int) []Run {
	var runs []Run
	w := walker{visit: func(c container) bool {
		runs = c.appendRuns(runs, 0)
		return true
	}}
	w.expect(4, (*walker).cookie)
	for len(portable) > 0 {
		n := min(chunk, len(portable))
		if _, err := w.Write(portable[:n]); err != nil {
			panic(err)
		}
		portable = portable[n:]
	}
	return runs
}
