// Package listmeta is what Parquet and Arrow files say about a list besides
// its rows: the key-value metadata dataidlist, the list header, and
// dataidlist.reasons, the reasons with the runs of DataIds that have them
// (FORMAT.md 4.1).
//
// A writer asks [Entries] for the pairs. A reader starts with [Start], gives
// the rows to the mapper that it gets, and ends with [Meta.Finish], which puts
// the reasons back and refuses rows that are not the list of the header.
package listmeta
