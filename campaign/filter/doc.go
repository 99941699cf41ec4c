// Package filter is the language in which people ask for records:
//
//	status = running and (name ~ "DP2" or operator in (ktl, "hf")) and not start < 2026-05-01
//
// A text is parsed into an [Expr], which a store compiles to SQL with parameters: values never become part of a statement.
// [Match] says the same of a row in memory.
//
// # Language
//
//	expression = term { "or" term }
//	term       = factor { "and" factor }
//	factor     = "not" factor | "(" expression ")" | condition
//	condition  = field op value | field [ "not" ] "in" "(" value { "," value } ")"
//	op         = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"
//
// Words (and, or, not, in) may be in upper case. A value is a word of letters, digits and any of . _ + : / @ * -, or any text in single or
// double quotes, in which a quote is doubled. Times compare as texts do, so start >= 2026-05-01 is what it seems to be; a day of a time is
// given by start ~ 2026-05-01. A time that there is not, such as the end of what runs, is the empty text.
package filter
