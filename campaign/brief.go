package campaign

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// Brief returns what an event did to a campaign in a few words, or nothing where its type says it all.
func Brief(e provenance.Event) string {
	payload := changeOf(e.Type)
	if payload == nil || json.Unmarshal(e.Payload, payload) != nil {
		return ""
	}
	about := func(workflow, text string) string {
		if workflow == "" {
			return text
		}
		return workflow + ": " + text
	}
	switch p := payload.(type) {
	case *defined:
		return p.Definition.Name
	case *edited:
		var lists []string
		for _, l := range p.Definition.Lists {
			lists = append(lists, l.Name)
		}
		if len(lists) == 0 {
			return "no lists"
		}
		return "lists " + strings.Join(lists, ", ")
	case *sealed:
		return fmt.Sprintf("revision %d %s", p.Spec.Revision, p.Digest.Short())
	case *revised:
		return fmt.Sprintf("revision %d %s", p.Spec.Revision, p.Digest.Short())
	case *moved:
		override := ""
		if p.Override {
			override = ", by override"
		}
		return fmt.Sprintf("%s → %s%s", p.From, p.To, override)
	case *workflowMoved:
		return about(p.Workflow, fmt.Sprintf("%s → %s", p.From, p.To))
	case *retried:
		return about(p.Workflow, fmt.Sprintf("attempt %d", p.Attempt))
	case *executed:
		return about(p.Workflow, fmt.Sprintf("%s: exit code %d", p.Execution.Command, p.Execution.ExitCode))
	case *jobsLoaded:
		return about(p.Workflow, fmt.Sprintf("%d jobs, %d failed", p.Jobs.Jobs, p.Jobs.Failed))
	case *noteAdded:
		return about(p.Workflow, p.Text)
	case *linkAdded:
		return about(p.Workflow, p.Kind+" "+p.URL)
	case *noteRemoved:
		return fmt.Sprint(p.ID)
	case *linkRemoved:
		return fmt.Sprint(p.ID)
	case *tagged:
		return p.Tag
	case *untagged:
		return p.Tag
	case *dutySet:
		return about(p.Workflow, dutyText(p.Operators))
	}
	return ""
}
