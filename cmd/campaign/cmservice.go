package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// A manifest is a document of cm-service, which executes what a campaign defines.
type manifest struct {
	APIVersion string            `yaml:"apiVersion"`
	Kind       string            `yaml:"kind"`
	Metadata   map[string]string `yaml:"metadata"`
	Spec       map[string]any    `yaml:"spec"`
}

func newManifest(kind, name, namespace string, spec map[string]any) manifest {
	m := manifest{APIVersion: "io.lsst.cmservice/v1", Kind: kind, Metadata: map[string]string{"name": name}, Spec: spec}
	if namespace != "" {
		m.Metadata["namespace"] = namespace
	}
	return m
}

// cmService is the manifests of campaigns, to be loaded into cm-service: campaign, butler, lsst, a step for each workflow, and the edges between
// them. What the record does not know is left to variables of the environment.
func cmService(ctx context.Context, n *notebook, campaigns []*campaign.Campaign, _ ed25519.PrivateKey) ([]byte, error) {
	var b bytes.Buffer
	out := yaml.NewEncoder(&b)
	out.SetIndent(2)
	for _, r := range campaigns {
		all, err := manifests(ctx, n, r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
		for _, m := range all {
			if err := out.Encode(m); err != nil {
				return nil, err
			}
		}
	}
	return b.Bytes(), out.Close()
}

func manifests(ctx context.Context, n *notebook, r *campaign.Campaign) ([]manifest, error) {
	about := map[string]any{"campaign": r.ID, "name": r.Name, "reason": r.Reason, "revision": r.Revision}
	if r.SpecDigest != nil {
		about["spec_digest"] = r.SpecDigest.String()
	}
	all := []manifest{newManifest("campaign", r.ID, "", map[string]any{"skycampaign": about}), butlerManifest(r), lsstManifest(r)}
	before := "START"
	var edges []manifest
	for _, w := range r.Definition.Workflows {
		predicates, err := predicatesOf(ctx, n, r, w.Name)
		if err != nil {
			return nil, err
		}
		spec := map[string]any{"predicates": predicates, "groups": nil, "bps": map[string]any{"pipeline_yaml": pipelineOf(r, w.Name)}}
		step := newManifest("node", w.Name, r.ID, spec)
		step.Metadata["kind"] = "step"
		all = append(all, step)
		edges = append(edges, newManifest("edge", before+"-"+w.Name, r.ID, map[string]any{"source": before, "target": w.Name}))
		before = w.Name
	}
	edges = append(edges, newManifest("edge", before+"-END", r.ID, map[string]any{"source": before, "target": "END"}))
	return append(all, edges...), nil
}

func butlerManifest(r *campaign.Campaign) manifest {
	inputs, predicates := []string{}, []string{}
	for _, in := range r.Inputs {
		switch in.Kind {
		case "collection":
			inputs = append(inputs, in.Value)
		case "query":
			predicates = append(predicates, in.Value)
		}
	}
	return newManifest("butler", "butler", r.ID, map[string]any{
		"repo": "${BUTLER_REPO}", "predicates": predicates,
		"collections": map[string]any{"campaign_input": inputs, "campaign_public_output": r.Collection},
	})
}

func lsstManifest(r *campaign.Campaign) manifest {
	spec := map[string]any{"lsst_distrib_dir": "${LSST_DISTRIB_DIR}"}
	for _, p := range r.Pins {
		if p.Kind == "pipelines" && p.Version != "" {
			spec["lsst_version"] = p.Version
		}
	}
	return newManifest("lsst", "lsst", r.ID, spec)
}

// pipelineOf is the pipeline that is pinned for a workflow: the one of its name, or the only one.
func pipelineOf(r *campaign.Campaign, workflow string) string {
	var pipelines []campaign.Pin
	for _, p := range r.Pins {
		if p.Kind == "pipeline-yaml" && p.URI != "" {
			pipelines = append(pipelines, p)
		}
	}
	at := slices.IndexFunc(pipelines, func(p campaign.Pin) bool { return p.Name == workflow })
	switch {
	case at >= 0:
		return pipelines[at].URI
	case len(pipelines) == 1:
		return pipelines[0].URI
	}
	return "${PIPELINE_YAML}"
}

// predicatesOf are the Butler expressions of what the lists leave to a workflow. Before it is sealed, or without an input list, they are those of
// the lists themselves.
func predicatesOf(ctx context.Context, n *notebook, r *campaign.Campaign, workflow string) ([]string, error) {
	predicates := []string{}
	for _, s := range r.Selections {
		if slices.Contains(s.Workflows, workflow) {
			text, err := n.where(ctx, campaign.ListRef{Name: "selection", Object: s.Object, Role: campaign.IncludeList})
			return append(predicates, text), err
		}
	}
	for _, l := range r.Lists {
		if !l.AppliesTo(workflow) {
			continue
		}
		text, err := n.where(ctx, l)
		if err != nil {
			return nil, err
		}
		predicates = append(predicates, text)
	}
	return predicates, nil
}

// where is the Butler expression of a list: of what is not in it, if it excludes.
func (n *notebook) where(ctx context.Context, ref campaign.ListRef) (string, error) {
	l, err := n.List(ctx, ref.Object)
	if err != nil {
		return "", err
	}
	text, cost := l.Where(dataidlist.WhereOptions{Not: ref.Role == campaign.ExcludeList})
	if cost.Unreadable != "" {
		return "", fmt.Errorf("list %s: the Butler would not read its expression: %s", ref.Name, cost.Unreadable)
	}
	return text, nil
}
