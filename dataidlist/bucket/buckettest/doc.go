// Package buckettest starts object stores on this machine for tests: the S3
// gateway of Versity over a folder, fake-gcs-server for Google Cloud Storage,
// and Microsoft's Azurite for Azure. They are real servers, which real clients
// reach over HTTP; .ci/setup installs them.
//
// A test of what works with every store calls [Start] once and runs for each
// store that it gives.
package buckettest
