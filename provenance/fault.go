package provenance

// A Fault is something that is not what it was.
type Fault struct {
	Item string `json:"item"` // such as event 3 of CMP-1
	Text string `json:"text"` // what is wrong
}
