package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"gocloud.dev/blob"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// OpenURL opens the bucket of an object and gives the object's key. The scheme
// chooses among the drivers that the program imports:
//
//	s3://BUCKET/KEY         gocloud.dev/blob/s3blob
//	gs://BUCKET/KEY         gocloud.dev/blob/gcsblob
//	azblob://CONTAINER/KEY  gocloud.dev/blob/azureblob
//	file:///FOLDER/KEY      gocloud.dev/blob/fileblob
//
// A query, as in s3://BUCKET/KEY?region=eu-west-1, is for the driver, whose page
// says what it takes. The key is unescaped: %3F stands for a question mark. The
// caller must close the bucket. The error names the object.
func OpenURL(ctx context.Context, object string) (*blob.Bucket, string, error) {
	place, key, err := split(object)
	var b *blob.Bucket
	if err == nil {
		err = checkScheme(object)
	}
	if err == nil {
		b, err = blob.OpenBucket(ctx, place)
	}
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", object, err)
	}
	return b, key, nil
}

// checkScheme refuses a URL for which the program has no driver.
func checkScheme(object string) error {
	scheme, _, _ := strings.Cut(object, "://")
	if mux := blob.DefaultURLMux(); !mux.ValidBucketScheme(scheme) {
		return fmt.Errorf("no store of scheme %s is known, but those of %s", dataidlist.Quote(scheme), strings.Join(mux.BucketSchemes(), ", "))
	}
	return nil
}

// split takes the URL of an object apart into that of its bucket and the key.
func split(object string) (place, key string, err error) {
	u, err := url.Parse(object)
	if err != nil {
		return "", "", errors.Unwrap(err) // which does not repeat the URL
	}
	folder, key := "", strings.TrimPrefix(u.Path, "/")
	if u.Scheme == "file" {
		folder, key = path.Split(u.Path)
		// The file is to come up whole and alone. Other folders may be on another
		// disk, where a temporary file cannot be renamed from.
		q := u.Query()
		q.Set("no_tmp_dir", "true")
		q.Set("metadata", "skip")
		u.RawQuery = q.Encode()
	}
	switch {
	case u.Fragment != "":
		return "", "", errors.New("# in a name is written %23 in its URL")
	case u.Host == "" && folder == "":
		return "", "", errors.New("a URL SCHEME://BUCKET/KEY is expected")
	case key == "" || strings.HasSuffix(key, "/"):
		return "", "", errors.New("it names no object: a URL SCHEME://BUCKET/KEY is expected")
	}
	u.Path, u.RawPath = folder, ""
	return u.String(), key, nil
}
