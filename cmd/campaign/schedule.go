package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func (c *command) newSchedule() *cobra.Command {
	verb := &cobra.Command{
		Use:   "schedule",
		Short: "Schedules of operators",
		Long: `Keep schedules that say who operates at any time: overrides first, then shifts, then
the rotation, and the fallback where there is none of them. What a schedule was is
kept.`,
		Example: `  campaign schedule define drp --zone America/Santiago --fallback hf --rotate ktl,hf --first 2026-05-04 --days 7 --handoff 09:00
  campaign schedule on drp --at 2026-05-10T12:00:00Z`,
	}
	verb.AddCommand(c.newScheduleDefine(), c.newScheduleOverride(), c.newScheduleOn(), c.newScheduleShow(), c.newScheduleList())
	return verb
}

// planFlags are the options that make a plan.
type planFlags struct {
	fallback, first, handoff, calendar string
	operators                          []string
	days                               int
	until                              string
}

func (p *planFlags) plan(c *command, zone string) (campaign.Plan, error) {
	plan := campaign.Plan{Fallback: p.fallback, Shifts: []campaign.Turn{}}
	if len(p.operators) > 0 {
		plan.Rotation = &campaign.Rotation{Operators: p.operators, First: p.first, Days: p.days, Handoff: p.handoff}
	}
	if p.calendar == "" {
		return plan, nil
	}
	in, err := time.LoadLocation(zone)
	if err != nil {
		return plan, err
	}
	until, err := time.ParseInLocation(time.DateOnly, p.until, in)
	if err != nil {
		return plan, fmt.Errorf("--until %.40q: YYYY-MM-DD is expected: how far events that repeat are taken", p.until)
	}
	file, err := c.openFile(p.calendar)
	if err != nil {
		return plan, err
	}
	defer func() { _ = file.Close() }() // it was only read
	if plan.Shifts, err = campaign.ReadCalendar(file, in, until); err != nil {
		err = fmt.Errorf("%s: %w", p.calendar, err)
	}
	return plan, err
}

func (c *command) newScheduleDefine() *cobra.Command {
	verb := &cobra.Command{
		Use:   "define NAME",
		Short: "Define a schedule, or its plan from now on",
		Long: `Define a schedule. If there is one of the name, the plan is the new one from now on,
and of the past the schedule says what it said then. --calendar takes the events of an
iCalendar file as shifts, whose operators are the events' summaries.`,
		Example: `  campaign schedule define drp --zone UTC --fallback hf --calendar shifts.ics --until 2027-01-01`,
		Args:    cli.Args(1, 1),
	}
	p := &planFlags{}
	f := verb.Flags()
	zone := f.String("zone", "UTC", "`ZONE` such as America/Santiago")
	f.StringVar(&p.fallback, "fallback", "", "`NAME` of who operates where nobody else does")
	f.StringSliceVar(&p.operators, "rotate", nil, "`NAMES` that take turns")
	f.StringVar(&p.first, "first", "", "`DAY` on which the first begins")
	f.IntVar(&p.days, "days", 7, "`N` days each")
	f.StringVar(&p.handoff, "handoff", "09:00", "`HH:MM` of the change")
	f.StringVar(&p.calendar, "calendar", "", "iCalendar `FILE` of shifts")
	f.StringVar(&p.until, "until", "", "`DAY` before which events that repeat are taken")
	reason := f.String("reason", "", "`TEXT`: why the plan changes")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return c.withNew(func(ctx context.Context, n *notebook) error {
			old, err := n.Schedule(ctx, args[0])
			known := err == nil
			switch {
			case known && verb.Flags().Changed("zone") && *zone != old.Zone:
				return fmt.Errorf("schedule define: %s is in %s and stays there: define a schedule of another name", old.Name, old.Zone)
			case known:
				*zone = old.Zone
			case !errors.Is(err, campaign.ErrNotFound):
				return err
			}
			plan, err := p.plan(c, *zone)
			if err != nil {
				return err
			}
			if known {
				return c.saidSchedule(n.PlanSchedule(ctx, args[0], *reason, plan))
			}
			return c.saidSchedule(n.DefineSchedule(ctx, args[0], *zone, plan))
		})
	}
	return verb
}

func (c *command) newScheduleOverride() *cobra.Command {
	verb := &cobra.Command{
		Use:   "override NAME OPERATOR START END",
		Short: "Somebody else operates for a time",
		Long: `Say that somebody else operates for a time. Of overrides at the same time the newest
counts.`,
		Example: `  campaign schedule override drp ktl 2026-05-10T00:00:00Z 2026-05-11T00:00:00Z --reason "hf is ill"`,
		Args:    cli.Args(4, 4),
	}
	reason := verb.Flags().String("reason", "", "`TEXT`: why")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		turn := campaign.Turn{Operator: args[1]}
		var err error
		if turn.Start, err = parseTime(args[2]); err != nil {
			return err
		}
		if turn.End, err = parseTime(args[3]); err != nil {
			return err
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			return c.saidSchedule(n.OverrideSchedule(ctx, args[0], *reason, turn))
		})
	}
	return verb
}

func (c *command) newScheduleOn() *cobra.Command {
	verb := &cobra.Command{
		Use: "on NAME", Short: "Who operates", Long: "Write who operates now, or at a time.",
		Example: `  campaign schedule on drp --at 2026-05-10T12:00:00Z`, Args: cli.Args(1, 1),
	}
	at := verb.Flags().String("at", "", "`TIME` such as 2026-05-10T12:00:00Z (now)")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		when := time.Now()
		if *at != "" {
			var err error
			if when, err = parseTime(*at); err != nil {
				return err
			}
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			s, err := n.Schedule(ctx, args[0])
			if err != nil {
				return err
			}
			who, err := s.On(when)
			if err != nil {
				return err
			}
			if c.JSON {
				return c.WriteJSON(map[string]string{"schedule": s.Name, "at": timeText(when), "operator": who})
			}
			c.Printf("%s\n", cli.OneLine(who))
			return nil
		})
	}
	return verb
}

func (c *command) newScheduleShow() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show a schedule", Long: "Show a schedule.", Example: "  campaign schedule show drp --json", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error { return c.saidSchedule(n.Schedule(ctx, args[0])) })
		},
	}
}

func (c *command) newScheduleList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List schedules", Long: "List the schedules, with who is on now.", Example: "  campaign schedule list", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				all, err := n.Schedules(ctx)
				if err != nil {
					return err
				}
				if c.JSON {
					return c.WriteJSON(struct {
						Schedules []campaign.Schedule `json:"schedules"`
					}{all})
				}
				t := c.table("ID", "NAME", "ZONE", "ON NOW")
				for _, s := range all {
					who, err := s.On(time.Now())
					if err != nil {
						return err
					}
					t.add(s.ID, s.Name, s.Zone, who)
				}
				t.print()
				return nil
			})
		},
	}
}

func (c *command) saidSchedule(s *campaign.Schedule, err error) error {
	if err != nil {
		return err
	}
	if c.JSON {
		return c.WriteJSON(s)
	}
	c.Printf("%s  %s  %s  %d shifts, %d overrides, otherwise %s\n", s.ID, s.Name, s.Zone, len(s.Plan.Shifts), len(s.Overrides), cli.OneLine(s.Plan.Fallback))
	return nil
}

func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("%.40q is no time such as 2026-05-10T12:00:00Z", text)
	}
	return t, nil
}
