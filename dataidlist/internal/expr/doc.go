// Package expr parses and evaluates filter expressions in the manner of the
// where-strings of daf_butler, over the dimension values of a DataId.
//
// [Parse] checks an expression against the dimensions of a group, and
// [Expr.Matches] tells which part of a run of DataIds it selects.
//
// # Syntax
//
//	or         = and { "OR" and } .
//	and        = not { "AND" not } .
//	not        = { "NOT" } ( "(" or ")" | condition ) .
//	condition  = dimension op literal | literal op dimension
//	           | dimension [ "NOT" ] "IN" "(" item { "," item } ")" .
//	op         = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" .
//	item       = literal | int ".." int [ ":" int ] .
//	literal    = int | string .
//	dimension  = name [ ".id" | ".name" ] .
//
// Words are in upper or lower case, names of dimensions as the universe has
// them. "visit.id" and "instrument.name" are the primary keys, that is, the
// dimensions themselves. An int is 0 … 2^63−1; a string is in single or double
// quotes, and a quote inside it is doubled. A range a..b:step includes both
// ends; one with a > b is empty. Strings compare as bytes.
//
// What daf_butler also has, and a list of DataIds cannot answer (metadata
// fields, OVERLAPS, times, NULL, functions, bind values, arithmetic), is an
// error that names it.
//
// # Limits
//
// A text has at most [MaxLength] bytes and [MaxDepth] parentheses inside one
// another. Parsing takes memory in proportion to the text, and evaluation none,
// however many values a range stands for.
package expr
