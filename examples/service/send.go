package main

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A form is a media type that lists are sent in.
type form struct {
	media string
	write func(io.Writer, *dataidlist.List, *table.WriteOptions) error // nil: what is said of the list
}

func forms() []form {
	return []form{
		{"application/json", nil},
		{"application/vnd.apache.arrow.stream", arrow.WriteStream},
		{"application/vnd.apache.parquet", parquet.Write},
	}
}

// send sends a list, or what is said of it, in the form that the client asks
// for.
func send(w http.ResponseWriter, r *http.Request, l *dataidlist.List, about any) error {
	f, ok := accepted(r.Header.Get("Accept"))
	switch {
	case !ok:
		return problem{http.StatusNotAcceptable, errors.New("JSON, an Arrow stream or Parquet can be had: see README.md")}
	case f.write == nil:
		writeJSON(w, http.StatusOK, about)
		return nil
	}
	w.Header().Set("Content-Type", f.media)
	// Rows are made and sent batch by batch, however many there are.
	if err := f.write(w, l, nil); err != nil {
		slog.Info("the client went away", "url", r.URL.String(), "error", err)
		panic(http.ErrAbortHandler) // nobody is to take what was sent for all of it
	}
	return nil
}

// accepted gives the first form that a client names, or the first of all if it
// takes any.
func accepted(accept string) (form, bool) {
	if accept == "" {
		accept = "*/*"
	}
	for part := range strings.SplitSeq(accept, ",") {
		media, _, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		for _, f := range forms() {
			if media == f.media || media == "*/*" || media == "application/*" {
				return f, true
			}
		}
	}
	return form{}, false
}

// unchanged tells the client which list the answer is about, and answers if it
// has asked before: by its digest, which is the same on every machine. The tag is
// a weak one, since a list has several forms.
func unchanged(w http.ResponseWriter, r *http.Request, l *dataidlist.List) bool {
	tag := `W/"` + l.FullDigest().String() + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Vary", "Accept")
	known := strings.Split(r.Header.Get("If-None-Match"), ",")
	if !slices.ContainsFunc(known, func(k string) bool { k = strings.TrimSpace(k); return k == tag || k == "*" }) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// writeJSON sends a document. A client that goes away meanwhile sees that it is
// cut off.
func writeJSON(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(document)
}
