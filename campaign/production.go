package campaign

import "time"

// A Production is a large-scale class of processing, such as a data release or alert production.
type Production struct {
	ID          string    `json:"id"`   // PRD-n
	Name        string    `json:"name"` // such as DR1
	Description string    `json:"description"`
	Created     time.Time `json:"created"`
	By          string    `json:"by"`
}
