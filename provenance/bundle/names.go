package bundle

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// Names of files that a bundle has once.
const (
	readmeFile           = "README.md"
	manifestFile         = "SHA256SUMS"
	manifestSignature    = "SHA256SUMS.sig"
	indexFile            = "bundle.json"
	checkpointFile       = "checkpoint.dsse.json"
	checkpointSignedFile = "checkpoint.signed"
	checkpointSignature  = "checkpoint.sig"
	keyFile              = "key.pem"
)

// Directories of a bundle.
const (
	attestations = "attestations/"
	events       = "events/"
	objects      = "objects/"
	pages        = "pages/"
	records      = "records/"
	specs        = "specs/"
)

// maxName bounds the name of a file, which an archive has 100 bytes for.
const maxName = 100

var nameText = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?(/[A-Za-z0-9][A-Za-z0-9._-]*)?$`)

// validName reports whether a file of a bundle may have a name: no part of it begins with a dot, so none leads anywhere else.
func validName(name string) bool { return len(name) <= maxName && nameText.MatchString(name) }

// signedFiles are the files that a signed bundle has, and no other.
func signedFiles() []string {
	return []string{manifestSignature, checkpointFile, checkpointSignedFile, checkpointSignature, keyFile}
}

// ObjectFile returns the name of the file of an object.
func ObjectFile(d provenance.Digest) string { return objects + d.Hex() }

// RecordFile returns the name of the file of the record of a stream.
func RecordFile(stream string) string { return records + stream + ".json" }

// PageFile returns the name of the file of a page about the record of a stream.
func PageFile(stream string) string { return pages + stream + ".md" }

// SpecFile returns the name of the file of a sealed definition.
func SpecFile(stream string, revision int) string {
	return specs + stream + ".r" + strconv.Itoa(revision) + ".json"
}

// AttestationFile returns the name of the file of the signed statement about a sealed definition.
func AttestationFile(stream string, revision int) string {
	return attestations + stream + ".r" + strconv.Itoa(revision) + ".dsse.json"
}

// isObject returns the digest that an object's name says.
func isObject(name string) (provenance.Digest, bool) {
	digits, ok := strings.CutPrefix(name, objects)
	if !ok {
		return provenance.Digest{}, false
	}
	d, err := provenance.ParseDigest("sha256:" + digits)
	return d, err == nil
}

// IsOwn reports whether a file belongs to every bundle, or to every signed one, whatever the records.
func IsOwn(name string) bool {
	return slices.Contains(append(signedFiles(), readmeFile, manifestFile, indexFile), name)
}
