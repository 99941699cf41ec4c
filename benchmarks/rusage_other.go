//go:build !linux

package main

import "os"

// peakRSS is known on Linux only: systems differ in the unit.
func peakRSS(*os.ProcessState) int64 { return 0 }
