package remote

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// IsURL reports whether a user who gives that name means an object of a store
// rather than a file.
func IsURL(name string) bool {
	scheme, _, ok := strings.Cut(name, "://")
	return ok && scheme != "" && scheme != "file" && strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz0123456789+.-") == ""
}

// Local gives the path of the file that a file URL means, and any other name as
// it is. A path that is not escaped as it should be is meant as it is: the
// pattern of several names has a lone % in it.
func Local(name string) string {
	rest, ok := strings.CutPrefix(name, "file://")
	host, rest, absolute := strings.Cut(rest, "/")
	if !ok || !absolute || host != "" && host != "localhost" {
		return name
	}
	path := "/" + rest
	if unescaped, err := url.PathUnescape(path); err == nil {
		path = unescaped
	}
	return filepath.FromSlash(path)
}

// Base gives the last element of the name of a file or an object.
func Base(name string) string {
	if !IsURL(name) {
		return filepath.Base(Local(name))
	}
	name, _ = cutQuery(name)
	return path.Base(name)
}

// Beside gives the name of another file in the same folder, or of another
// object below the same prefix.
func Beside(name, base string) string {
	if !IsURL(name) {
		return filepath.Join(filepath.Dir(Local(name)), base)
	}
	name, query := cutQuery(name)
	return name[:strings.LastIndexByte(name, '/')+1] + url.PathEscape(base) + query
}

// Below gives the URL of an object whose name goes on after that of another.
func Below(object, name string) string {
	before, query := cutQuery(object)
	return strings.TrimSuffix(before, "/") + "/" + name + query
}

// Plain gives a URL without its query, in which keys may be.
func Plain(object string) string {
	before, _ := cutQuery(object)
	return before
}

// cutQuery takes the query off a URL, with the question mark before it.
func cutQuery(object string) (before, query string) {
	if i := strings.IndexByte(object, '?'); i >= 0 {
		return object[:i], object[i:]
	}
	return object, ""
}
