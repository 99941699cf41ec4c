// Package told has the options of the commands that say what a file with a list
// does not say itself: what its columns are, its universe and its format.
package told
