package spool

// Spool copies an input to a temporary file.
var Spool = spool
