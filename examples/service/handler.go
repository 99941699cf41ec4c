package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// maxRequest is the largest body of a request in bytes.
const maxRequest = 1 << 20

// A handler answers requests about the lists of a catalogue.
type handler struct{ lists catalogue }

func newHandler(lists catalogue) http.Handler {
	h := handler{lists}
	mux := http.NewServeMux()
	mux.Handle("GET /lists", answer(h.index))
	mux.Handle("GET /lists/{name}", answer(h.list))
	mux.Handle("GET /lists/{name}/contains", answer(h.contains))
	mux.Handle("POST /apply", answer(h.apply))
	return mux
}

// A problem is an error that is the client's, with its status.
type problem struct {
	status int
	error
}

// answer answers with what goes wrong. Only what is not the client's fault is
// logged.
func answer(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := serve(w, r)
		if err == nil {
			return
		}
		var p problem
		if !errors.As(err, &p) {
			slog.Error("request failed", "url", r.URL.String(), "error", err)
			p = problem{http.StatusInternalServerError, errors.New("internal error")}
		}
		w.Header().Del("ETag")
		writeJSON(w, p.status, map[string]string{"error": p.Error()})
	})
}

// summary says what a list is.
type summary struct {
	Name       string                `json:"name"`
	Digest     dataidlist.Digest     `json:"digest"`
	FullDigest dataidlist.FullDigest `json:"full_digest"`
	Dimensions []string              `json:"dimensions"`
	Count      uint64                `json:"count"`
}

func summarize(name string, l *dataidlist.List) summary {
	return summary{name, l.Digest(), l.FullDigest(), l.Group().Dimensions(), l.Count()}
}

// index tells what lists there are.
func (h handler) index(w http.ResponseWriter, _ *http.Request) error {
	all := []summary{}
	for _, name := range slices.Sorted(maps.Keys(h.lists)) {
		all = append(all, summarize(name, h.lists[name]))
	}
	writeJSON(w, http.StatusOK, map[string]any{"lists": all})
	return nil
}

// list sends a list, or tells what it is.
func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	l, err := h.find(r.PathValue("name"))
	if err != nil || unchanged(w, r, l) {
		return err
	}
	return send(w, r, l, summarize(r.PathValue("name"), l))
}

// contains tells whether a DataId is in a list, and why.
func (h handler) contains(w http.ResponseWriter, r *http.Request) error {
	l, err := h.find(r.PathValue("name"))
	if err != nil || unchanged(w, r, l) {
		return err
	}
	id, err := dataID(l.Group(), r.URL.Query())
	if err != nil {
		return problem{http.StatusBadRequest, err}
	}
	reasons := l.ReasonsOf(id)
	if reasons == nil {
		reasons = []dataidlist.Reason{}
	}
	writeJSON(w, http.StatusOK, map[string]any{"contained": l.Contains(id), "reasons": reasons, "digest": l.Digest()})
	return nil
}

// dataID makes a DataId of the query of a request.
func dataID(g *dataidlist.Group, query url.Values) (dataidlist.DataID, error) {
	var pairs []string
	for name, values := range query {
		for _, v := range values {
			pairs = append(pairs, name+"="+strconv.Quote(v))
		}
	}
	return g.ParseDataID(strings.Join(pairs, " "))
}

// cut is the body of a request to apply lists to another.
type cut struct {
	Base    string   `json:"base"`
	Include []string `json:"include"`
	Exclude []string `json:"exclude"`
}

// apply cuts a list by others, and sends the result, or the report.
func (h handler) apply(w http.ResponseWriter, r *http.Request) error {
	var wanted cut
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest))
	d.DisallowUnknownFields()
	if err := d.Decode(&wanted); err != nil {
		return problem{http.StatusBadRequest, err}
	}
	base, err := h.find(wanted.Base)
	if err != nil {
		return err
	}
	inputs := []dataidlist.Input{dataidlist.InputOf("base", wanted.Base, base)}
	var rules []dataidlist.Rule
	add := func(role dataidlist.Role, names []string) error {
		for _, name := range names {
			l, err := h.find(name)
			if err != nil {
				return err
			}
			rules = append(rules, dataidlist.Rule{Role: role, Name: name, List: l})
			inputs = append(inputs, dataidlist.InputOf(string(role), name, l))
		}
		return nil
	}
	if err := errors.Join(add(dataidlist.Include, wanted.Include), add(dataidlist.Exclude, wanted.Exclude)); err != nil {
		return err
	}
	result, report, err := dataidlist.Apply(base, rules)
	if errors.Is(err, dataidlist.ErrGroup) {
		return problem{http.StatusUnprocessableEntity, err}
	}
	if err != nil {
		return err
	}
	report.Base.Name = wanted.Base
	result = result.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{Operation: "apply", Inputs: inputs}})
	return send(w, r, result, report)
}

// find gives the list of that name.
func (h handler) find(name string) (*dataidlist.List, error) {
	if l := h.lists[name]; l != nil {
		return l, nil
	}
	return nil, problem{http.StatusNotFound, fmt.Errorf("there is no list %s", dataidlist.Quote(name))}
}
