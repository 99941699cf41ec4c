package bucket_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"

	"github.com/skycampaign/skycampaign/dataidlist/bucket"
)

// cutTable is CSV, whose beginnings are tables too.
const cutTable = "instrument,visit\nLSSTCam,20\nLSSTCam,30\n"

// serveCut answers as the stores do, for an object whose key says how many bytes
// there are to be, or −1 for chunks, and after how many the connection breaks. No
// other request comes on it, which a client would repeat after minutes.
func serveCut(w http.ResponseWriter, r *http.Request) {
	var length, cut int
	_, err := fmt.Sscanf(path.Base(r.URL.Path), "%d,%d.csv", &length, &cut)
	if err != nil || r.Header.Get("Range") != "" || r.Header.Get("x-ms-range") != "" {
		w.WriteHeader(http.StatusNotFound) // for a client that asks for the rest
		return
	}
	conn, out, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	_, _ = out.WriteString("HTTP/1.1 200 OK\r\nConnection: close\r\nLast-Modified: Tue, 01 Jul 2025 04:05:06 GMT\r\nETag: \"1\"\r\n")
	if length >= 0 {
		_, _ = fmt.Fprintf(out, "Content-Length: %d\r\n\r\n%s", length, cutTable[:cut])
	} else {
		_, _ = fmt.Fprintf(out, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", cut, cutTable[:cut])
	}
	_ = out.Flush()
}

// TestBodiesThatAreCutOff reads objects through the clients of the stores, whose
// connection breaks after each byte. It does so in a process of its own, since the
// clients keep the address of the first server that they meet.
func TestBodiesThatAreCutOff(t *testing.T) {
	const alone = "BUCKET_TEST_ALONE"
	if os.Getenv(alone) == "" {
		run := exec.Command(os.Args[0], "-test.run=^TestBodiesThatAreCutOff$")
		run.Env = append(os.Environ(), alone+"=1")
		said, err := run.CombinedOutput()
		require.NoError(t, err, string(said))
		return
	}
	server := httptest.NewServer(http.HandlerFunc(serveCut))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "not a secret",
		"STORAGE_EMULATOR_HOST": host,
		"AZURE_STORAGE_ACCOUNT": "tester", "AZURE_STORAGE_KEY": "bm90IGEgc2VjcmV0", "AZURE_STORAGE_DOMAIN": host,
		"AZURE_STORAGE_PROTOCOL": "http", "AZURE_STORAGE_IS_LOCAL_EMULATOR": "true",
	} {
		t.Setenv(name, value)
	}
	for url, lengths := range map[string][]int{"s3://lists": {len(cutTable), -1}, "gs://lists": {len(cutTable)}, "azblob://lists": {len(cutTable), -1}} {
		b, err := blob.OpenBucket(t.Context(), url)
		require.NoError(t, err)
		for _, length := range lengths {
			for cut := 1; cut <= len(cutTable); cut++ {
				got, err := bucket.ReadList(t.Context(), b, fmt.Sprintf("%d,%d.csv", length, cut), "", nil)
				if cut == length {
					require.NoError(t, err, url)
					assert.EqualValues(t, 2, got.List.Count(), url)
				} else {
					require.Error(t, err, "%s, %d of %d bytes", url, cut, length)
				}
			}
		}
		require.NoError(t, b.Close())
	}
}
