package provenance

import "context"

// A Progress is told how far long work is: how many things of a kind, such as lists, are done of how many. Several goroutines may call it.
type Progress func(done, total int, things string)

type progressKey struct{}

// WithProgress returns a context with which long work of this module says how far it is: verifying, reconciling, backing up and restoring,
// writing bundles and importing them.
func WithProgress(ctx context.Context, p Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

// ReportProgress tells the Progress of a context, if it has one, how far work is.
func ReportProgress(ctx context.Context, done, total int, things string) {
	if p, ok := ctx.Value(progressKey{}).(Progress); ok {
		p(done, total, things)
	}
}
