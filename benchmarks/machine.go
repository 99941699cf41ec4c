package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// about says where and with what the numbers were made.
type about struct {
	Date      string            `json:"date"`
	Processor string            `json:"processor"`
	Cores     int               `json:"cores"`
	Memory    string            `json:"memory"`
	System    string            `json:"system"`
	Go        string            `json:"go"`
	Commit    string            `json:"commit"`
	Rounds    int               `json:"rounds"`
	Quick     bool              `json:"quick"`
	Versions  map[string]string `json:"versions"` // of the peers
}

// machine finds that out. What the system does not tell stays empty.
func (b *bench) machine(ctx context.Context) (about, error) {
	a := about{
		Date:      time.Now().UTC().Format(time.DateOnly),
		Processor: procValue("/proc/cpuinfo", "model name"),
		Cores:     runtime.NumCPU(),
		Memory:    procValue("/proc/meminfo", "MemTotal"),
		System:    runtime.GOOS + "/" + runtime.GOARCH,
		Go:        runtime.Version(),
		Rounds:    b.rounds,
		Quick:     b.quick,
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		a.System += " " + strings.TrimSpace(string(release))
	}
	if commit, err := exec.CommandContext(ctx, "git", "-C", b.root, "describe", "--always", "--dirty").Output(); err == nil {
		a.Commit = strings.TrimSpace(string(commit))
	}
	err := b.ask(ctx, &a.Versions, b.python, filepath.Join(b.root, "benchmarks", "peers", "versions.py"))
	return a, err
}

// procValue gives the value of the first line "name : value" of a file.
func procValue(path, name string) string {
	text, err := os.ReadFile(path) //nolint:gosec // one of /proc
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (a about) markdown() string {
	var versions []string
	for _, name := range slices.Sorted(maps.Keys(a.Versions)) {
		versions = append(versions, name+" "+a.Versions[name])
	}
	runs := fmt.Sprintf("%d runs of each, in turns, three of what takes over %d s", a.Rounds, slow)
	if a.Quick {
		runs = "a quick run of small sets, once each: no numbers to cite"
	}
	return fmt.Sprintf("%s, commit %s, on %d cores of %s, memory %s, %s, %s.\n%s.\nPeers: %s.\n",
		a.Date, a.Commit, a.Cores, a.Processor, a.Memory, a.System, a.Go, runs, strings.Join(versions, ", "))
}
