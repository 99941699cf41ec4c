package main

import (
	"os"
	"syscall"
)

// peakRSS gives the largest resident set of a process that has ended, in
// bytes, as wait4 tells it.
func peakRSS(state *os.ProcessState) int64 {
	if state == nil {
		return 0
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss * 1024
	}
	return 0
}
