// Package delimited reads and writes text tables: records of cells between
// commas, tabs or spaces, quoted as in RFC 4180. The codecs csv, ecsv
// and ssv are made of it.
//
// It differs from encoding/csv in that it can drop the spaces around cells but
// not those in quotes, makes no garbage, has a bound for everything, and says
// in which line and column something is wrong.
package delimited
