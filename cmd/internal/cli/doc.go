// Package cli is what the commands share, so that they keep one contract with
// scripts: exit code 0 for done and yes, 1 for no, 2 for an error; an error is
// one line on stderr and never a stack trace; an interrupt stops within a
// second and leaves no temporary file; and a reader of the output that goes
// away, as head does, ends the command in silence.
package cli
