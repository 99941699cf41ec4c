package delimited

// SetPart sets the size of the parts that are read ahead; 0 reads row by row.
func (r *Reader) SetPart(size int) { r.part = size }
