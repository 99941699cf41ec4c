package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// A search is what the user says about which campaigns to list.
type search struct {
	filter  string
	order   []string
	columns []string
	limit   int
}

func (s *search) addFlags(verb *cobra.Command) {
	f := verb.Flags()
	f.StringVar(&s.filter, "where", "", "`FILTER` such as 'status = running and name ~ DP2'")
	f.StringSliceVar(&s.order, "sort", nil, "`COLUMNS` to sort by; -COLUMN is descending (number)")
	f.StringSliceVar(&s.columns, "columns", nil, "`COLUMNS` to show")
}

// query makes the query of a search.
func (s *search) query() (campaign.Query, error) {
	q := campaign.Query{Table: "campaigns", Limit: s.limit}
	var err error
	if q.Filter, err = filter.Parse(s.filter, campaign.Fields("campaigns")); err != nil {
		return q, fmt.Errorf("--where: %w", err)
	}
	order := s.order
	if len(order) == 0 {
		order = []string{"number"}
	}
	for _, column := range order {
		name, descending := strings.CutPrefix(column, "-")
		if err := checkColumn("--sort", name); err != nil {
			return q, err
		}
		q.Order = append(q.Order, campaign.Order{Column: name, Descending: descending})
	}
	return q, nil
}

func columnNames() []string {
	var names []string
	for _, f := range campaign.Fields("campaigns") {
		names = append(names, f.Name)
	}
	return names
}

// columnHelp are the names of the columns, in lines for help.
func columnHelp() string {
	const width = 80
	var text strings.Builder
	at := 0
	for i, name := range columnNames() {
		if i > 0 {
			text.WriteString(",")
		}
		if at+len(name) > width {
			text.WriteString("\n")
			at = 0
		} else if i > 0 {
			text.WriteString(" ")
		}
		text.WriteString(name)
		at += len(name) + 2
	}
	return text.String()
}

func checkColumn(option, name string) error {
	if !slices.Contains(columnNames(), name) {
		return fmt.Errorf("%s %.40q: campaigns have the columns %s", option, name, strings.Join(columnNames(), ", "))
	}
	return nil
}

func (c *command) newList() *cobra.Command {
	verb := &cobra.Command{
		Use:   "list",
		Short: "List campaigns",
		Long: `List campaigns, all or those that --where finds, by number or in the order of --sort.
--query shows a saved query.

A filter compares columns: = != < <= > >=, ~ for text that is contained, in (a, b), and,
or, not, parentheses. Times compare as texts: start >= 2026-05-01. The columns are

` + columnHelp(),
		Example: `  campaign list --where 'status in (running, paused) and definer = ktl' --sort -start
  campaign list --query mine --json`,
		Args: cli.Args(0, 0),
	}
	s := &search{}
	s.addFlags(verb)
	verb.Flags().IntVar(&s.limit, "limit", 0, "show at most `N`")
	saved := verb.Flags().String("query", "", "`NAME` or id of a saved query")
	verb.RunE = func(*cobra.Command, []string) error {
		return c.with(func(ctx context.Context, n *notebook) error {
			if *saved != "" {
				q, err := n.Query(ctx, *saved)
				if err != nil {
					return err
				}
				s.use(q)
			}
			return c.list(ctx, n, s)
		})
	}
	return verb
}

// use takes from a saved query what the user does not say.
func (s *search) use(q *campaign.SavedQuery) {
	if s.filter == "" {
		s.filter = q.Filter
	}
	if len(s.columns) == 0 {
		s.columns = q.Columns
	}
	if len(s.order) == 0 {
		for _, o := range q.Order {
			name := o.Column
			if o.Descending {
				name = "-" + name
			}
			s.order = append(s.order, name)
		}
	}
}

func (c *command) list(ctx context.Context, n *notebook, s *search) error {
	q, err := s.query()
	if err != nil {
		return err
	}
	rows, err := n.Rows(ctx, q)
	if err != nil {
		return err
	}
	columns := s.columns
	if len(columns) == 0 {
		columns = []string{"id", "name", "definer", "operator", "status", "start", "end", "links"}
		if c.JSON {
			columns = columnNames()
		}
	}
	for _, name := range columns {
		if err := checkColumn("--columns", name); err != nil {
			return err
		}
	}
	if c.JSON {
		return c.WriteJSON(listJSON(rows, columns))
	}
	t := c.table(upper(columns)...)
	for _, row := range rows {
		var cells []string
		for _, name := range columns {
			cells = append(cells, shortTime(row.Text(slices.Index(columnNames(), name))))
		}
		t.add(cells...)
	}
	t.print()
	return nil
}

// listJSON is the document of list --json.
func listJSON(rows []campaign.Row, columns []string) any {
	documents := []map[string]any{}
	for _, row := range rows {
		d := map[string]any{}
		for _, name := range columns {
			d[name] = row.Values[slices.Index(columnNames(), name)]
		}
		documents = append(documents, d)
	}
	return struct {
		Campaigns []map[string]any `json:"campaigns"`
	}{documents}
}

func upper(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, strings.ToUpper(name))
	}
	return all
}

// shortTime leaves the fraction of the seconds out of a time.
func shortTime(text string) string {
	const whole = "2006-01-02T15:04:05"
	if len(text) == len(whole)+len(".000000Z") && strings.HasSuffix(text, "Z") && text[len(whole)] == '.' {
		return text[:len(whole)] + "Z"
	}
	return text
}

func (c *command) newQuery() *cobra.Command {
	verb := &cobra.Command{
		Use:     "query",
		Short:   "Saved queries",
		Long:    "Keep queries of campaigns under a name, for oneself or shared with everybody.",
		Example: `  campaign query save mine --where 'definer = ktl' --columns id,name,status --shared`,
	}
	save := &cobra.Command{
		Use: "save NAME", Short: "Save a query", Long: "Save a query, in place of the one of the name.",
		Example: `  campaign query save mine --where 'definer = ktl'`, Args: cli.Args(1, 1),
	}
	s := &search{}
	s.addFlags(save)
	shared := save.Flags().Bool("shared", false, "share it with everybody")
	save.RunE = func(_ *cobra.Command, args []string) error {
		q, err := s.query()
		if err != nil {
			return err
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			saved, err := n.SaveQuery(ctx, campaign.SavedQuery{Name: args[0], Shared: *shared, Columns: s.columns, Filter: s.filter, Order: q.Order})
			if err != nil {
				return err
			}
			return c.saidQueries([]campaign.SavedQuery{*saved})
		})
	}
	list := &cobra.Command{
		Use: "list", Short: "List saved queries", Long: "List the saved queries that you may see.", Example: "  campaign query list", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				all, err := n.Queries(ctx)
				if err != nil {
					return err
				}
				return c.saidQueries(all)
			})
		},
	}
	remove := &cobra.Command{
		Use: "delete NAME", Short: "Delete a query of yours", Long: "Delete a query of yours. The history keeps it.",
		Example: "  campaign query delete mine", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				q, err := n.Query(ctx, args[0])
				if err == nil {
					err = n.DeleteQuery(ctx, q.Name)
				}
				if err != nil || !c.JSON {
					return err
				}
				return c.WriteJSON(map[string]string{"deleted": q.ID})
			})
		},
	}
	verb.AddCommand(save, list, remove)
	return verb
}

func (c *command) saidQueries(all []campaign.SavedQuery) error {
	if c.JSON {
		return c.WriteJSON(struct {
			Queries []campaign.SavedQuery `json:"queries"`
		}{all})
	}
	t := c.table("ID", "NAME", "OWNER", "SHARED", "FILTER")
	for _, q := range all {
		t.add(q.ID, q.Name, q.Owner, fmt.Sprint(q.Shared), q.Filter)
	}
	t.print()
	return nil
}
