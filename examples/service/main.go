// Command service is an example of a Go service over lists of DataIds, to copy
// from. It reads all lists of a folder or a bucket, tells what is in them, cuts
// them by one another, and sends them as Arrow record batches.
//
// README.md shows requests and answers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	place := flag.String("lists", ".", "`FOLDER` with the lists, or the URL of a bucket")
	address := flag.String("listen", "localhost:8080", "`HOST:PORT` to listen on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *place, *address)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

// run serves the lists of a place until ctx ends, and then finishes the
// requests that have begun.
func run(ctx context.Context, place, address string) error {
	lists, err := load(ctx, place)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: newHandler(lists), ReadHeaderTimeout: 10 * time.Second}
	slog.Info("serving", "lists", len(lists), "url", "http://"+listener.Addr().String()+"/lists")
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(ending)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
