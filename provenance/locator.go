package provenance

import (
	"net/url"
	"strings"
)

// packageURL is the package URL of something that has a name and perhaps a version, and no type that is registered.
func packageURL(name, version string) string {
	located := "pkg:generic/" + escape(name)
	if version != "" {
		located += "@" + escape(version)
	}
	return located
}

// escape leaves what neither a package URL nor a URI would misunderstand.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// IsURI reports whether a text has the form of an absolute URI, which formats ask for where records have any text.
func IsURI(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.IsAbs() && !strings.ContainsAny(text, " <>\"{}|\\^`")
}
