// Package filter is the language in which people ask for records:
//
//	status = running and (name ~ "DP2" or operator in (ktl, "hf")) and not start < 2026-05-01
//
// A text is parsed into an [Expr], which a store compiles to SQL with parameters. Values never become part of a statement.
package filter
