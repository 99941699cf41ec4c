// Package table is what the readers and writers of all file formats share:
// what the user says about an input ([ReadOptions]), where it comes from
// ([Source]), how its named columns become DataIds ([Mapper]), and what a file
// says about the list in it ([Header]).
//
// A reader of rows makes a [Mapper], tells it the columns, gives it each row
// as [Cell] values, and takes the [Result]. The mapper decides what a column
// is: a required dimension, an implied one (checked and dropped), the reason,
// or an error. So all formats agree on what they accept, and say it in the
// same words. Where rows are wanted as they stand, it hands them to a [Sink].
package table
