package buckettest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
)

// gateway is an S3 server over a folder.
func gateway(t *testing.T, folder string) *server {
	t.Helper()
	const user, secret = "tester", "not a secret"
	address, _ := freeAddress(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL":      "http://" + address,
		"AWS_REGION":            "us-east-1",
		"AWS_ACCESS_KEY_ID":     user,
		"AWS_SECRET_ACCESS_KEY": secret,
	} {
		t.Setenv(name, value)
	}
	root := t.TempDir()
	command := exec.Command(filepath.Join(folder, "bin", "versitygw"),
		"--quiet", "--port", address, "--access", user, "--secret", secret,
		"posix", "--sidecar", t.TempDir(), root)
	return &server{
		store:   Store{"s3", "s3://" + bucketName + ""},
		command: command,
		address: address,
		create:  func() error { return os.Mkdir(filepath.Join(root, bucketName), 0o750) },
	}
}

// fakeGCS is a server that speaks as Google Cloud Storage does.
func fakeGCS(t *testing.T, folder string) *server {
	t.Helper()
	address, port := freeAddress(t)
	t.Setenv("STORAGE_EMULATOR_HOST", address)
	command := exec.Command(filepath.Join(folder, "bin", "fake-gcs-server"),
		"-backend", "memory", "-scheme", "http", "-host", "127.0.0.1", "-port", port, "-public-host", address, "-log-level", "warn")
	return &server{
		store:   Store{"gs", "gs://" + bucketName},
		command: command,
		address: address,
		create: func() error {
			answer, err := http.Post("http://"+address+"/storage/v1/b", "application/json", strings.NewReader(`{"name":"`+bucketName+`"}`))
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				return fmt.Errorf("the bucket was not made: %s", answer.Status)
			}
			return nil
		},
	}
}

// azurite is a server that speaks as Azure Blob Storage does. Its account and
// key are those that every such emulator has.
func azurite(t *testing.T, folder string) *server {
	t.Helper()
	const account = "devstoreaccount1"
	const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
	address, port := freeAddress(t)
	for name, value := range map[string]string{
		"AZURE_STORAGE_ACCOUNT":           account,
		"AZURE_STORAGE_KEY":               key,
		"AZURE_STORAGE_DOMAIN":            address,
		"AZURE_STORAGE_PROTOCOL":          "http",
		"AZURE_STORAGE_IS_LOCAL_EMULATOR": "true",
	} {
		t.Setenv(name, value)
	}
	command := exec.Command("node", filepath.Join(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
		"--blobHost", "127.0.0.1", "--blobPort", port, "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck")
	command.Dir = t.TempDir()
	return &server{
		store:   Store{"azblob", "azblob://" + bucketName},
		command: command,
		address: address,
		create: func() error {
			client, err := azblob.NewClientFromConnectionString(fmt.Sprintf("AccountName=%s;AccountKey=%s;BlobEndpoint=http://%s/%s", account, key, address, account), nil)
			if err == nil {
				_, err = client.CreateContainer(context.Background(), bucketName, nil)
			}
			return err
		},
	}
}
