package cli

import "runtime/debug"

// version gives the version of the module, the commit that it was built from,
// and the formats that it knows.
func version(formats string) string {
	text, commit, modified := "(devel)", "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			text = info.Main.Version
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				modified = ", modified"
			}
		}
	}
	return text + " (commit " + commit + modified + ") " + formats
}
