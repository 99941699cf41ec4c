package campaign

import (
	"context"

	"github.com/skycampaign/skycampaign/provenance"
)

// Checkpoint returns the last event of every stream, as it is now, to be signed and kept where the owner of the store cannot change it. It returns
// an error that wraps [provenance.ErrBroken] if a history is not whole: that is not to be signed.
func (n *Notebook) Checkpoint(ctx context.Context) (c provenance.Checkpoint, err error) {
	err = n.store.View(ctx, func(r Reader) error {
		c, err = n.checkpoint(ctx, r)
		return err
	})
	return c, err
}

func (n *Notebook) checkpoint(ctx context.Context, r Reader) (c provenance.Checkpoint, err error) {
	c.At = n.clock().Format(provenance.TimeFormat)
	heads, err := readHeads(r)
	if err != nil {
		return c, err
	}
	for _, h := range heads {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		_, head, err := foldStream(r, h.Stream)
		if err != nil {
			return c, err
		}
		c.Heads = append(c.Heads, head)
	}
	return c, nil
}

// VerifyCheckpoint compares the notebook with a checkpoint of it: each event that the checkpoint names must be there as it was. Streams may have
// gone on since, and others may have begun. That the events before fit those is for [Notebook.Verify] to see.
func (n *Notebook) VerifyCheckpoint(ctx context.Context, c provenance.Checkpoint) ([]Fault, error) {
	faults := []Fault{}
	err := n.store.View(ctx, func(r Reader) error {
		for _, h := range c.Heads {
			if err := ctx.Err(); err != nil {
				return err
			}
			text, err := compareHead(r, h)
			if err != nil {
				return err
			}
			if text != "" {
				faults = append(faults, Fault{Item: provenance.EventName(h.Stream, h.Seq), Text: text + " (checkpoint of " + c.At + ")"})
			}
		}
		return nil
	})
	return faults, err
}

// compareHead says what is wrong with the event of a head, or nothing.
func compareHead(r Reader, h provenance.Head) (string, error) {
	for body, err := range r.Events(h.Stream, h.Seq-1) {
		if err != nil {
			return "", err
		}
		if is := provenance.DigestOf(body); is != h.Hash {
			return "its history was written anew: the event had the hash " + h.Hash.String() + " and now has " + is.String(), nil
		}
		return "", nil
	}
	return "it was there, and is not any more", nil
}
