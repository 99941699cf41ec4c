//go:build unix

package campaign

import (
	"os/exec"
	"syscall"
)

// endTogether makes all that a command started end with it when it is cancelled: a shell that is killed leaves its children alone.
func endTogether(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}
