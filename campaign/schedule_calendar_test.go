package campaign_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
)

// calendar is an iCalendar file of events, each of them lines.
func calendar(events ...string) string {
	text := "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//EN\n"
	for _, e := range events {
		text += "BEGIN:VEVENT\nDTSTAMP:20260401T000000Z\n" + e + "\nEND:VEVENT\n"
	}
	return strings.ReplaceAll(text+"END:VCALENDAR\n", "\n", "\r\n")
}

// Each calendar is read as turns: operator, start and end in UTC. In Santiago the clock changes in the night before
// 5 April 2026, in Zurich in that before 29 March.
func TestReadCalendar(t *testing.T) {
	const night = "UID:1\nSUMMARY:cat\nDTSTART;TZID=America/Santiago:20260501T210000\nDTEND;TZID=America/Santiago:20260502T090000\n"
	for name, c := range map[string]struct {
		calendar string
		want     []string
	}{
		"an event": {calendar("SUMMARY:cat\\, who observes\nDTSTART:20260501T120000Z\nDTEND:20260501T180000Z"),
			[]string{"cat, who observes 2026-05-01T12:00:00Z 2026-05-01T18:00:00Z"}},
		"a time without a zone": {calendar("SUMMARY:cat\nDTSTART:20260501T120000\nDTEND:20260501T180000"),
			[]string{"cat 2026-05-01T16:00:00Z 2026-05-01T22:00:00Z"}},
		"a series keeps its hour when the clock changes": {
			calendar("SUMMARY:cat\nDTSTART;TZID=America/Santiago:20260404T120000\nDTEND;TZID=America/Santiago:20260404T130000\nRRULE:FREQ=DAILY;COUNT=2"),
			[]string{"cat 2026-04-04T15:00:00Z 2026-04-04T16:00:00Z", "cat 2026-04-05T16:00:00Z 2026-04-05T17:00:00Z"}},
		"days have the hours that they have": {
			calendar("SUMMARY:cat\nDTSTART;VALUE=DATE:20260404\nDTEND;VALUE=DATE:20260405\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=2",
				"SUMMARY:dan\nDTSTART;TZID=Europe/Zurich;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=2"),
			[]string{
				"cat 2026-04-04T03:00:00Z 2026-04-05T04:00:00Z", "cat 2026-04-06T04:00:00Z 2026-04-07T04:00:00Z",
				"dan 2026-03-27T23:00:00Z 2026-03-28T23:00:00Z", "dan 2026-03-28T23:00:00Z 2026-03-29T22:00:00Z",
			}},
		"the last day of a series belongs to it": {
			calendar("SUMMARY:cat\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=WEEKLY;UNTIL=20260508"),
			[]string{"cat 2026-05-01T04:00:00Z 2026-05-02T04:00:00Z", "cat 2026-05-08T04:00:00Z 2026-05-09T04:00:00Z"}},
		"a series without an end is read until June": {calendar(night + "RRULE:FREQ=WEEKLY;INTERVAL=3"),
			[]string{"cat 2026-05-02T01:00:00Z 2026-05-02T13:00:00Z", "cat 2026-05-23T01:00:00Z 2026-05-23T13:00:00Z"}},
		"dates are left out and added": {
			calendar(night + "RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;TZID=America/Santiago:20260508T210000\nRDATE;TZID=America/Santiago:20260510T210000"),
			[]string{"cat 2026-05-02T01:00:00Z 2026-05-02T13:00:00Z", "cat 2026-05-11T01:00:00Z 2026-05-11T13:00:00Z"}},
		"dates without a rule": {calendar(night + "RDATE:20260511T010000Z,20260513T010000Z"),
			[]string{"cat 2026-05-02T01:00:00Z 2026-05-02T13:00:00Z", "cat 2026-05-11T01:00:00Z 2026-05-11T13:00:00Z", "cat 2026-05-13T01:00:00Z 2026-05-13T13:00:00Z"}},
		"what was cancelled is none": {calendar("SUMMARY:cat\nSTATUS:CANCELLED\nDTSTART:20260501T120000Z\nDTEND:20260501T180000Z"), []string{}},
		"one of a series is taken over by somebody else, and moved": {
			calendar("UID:1\nRECURRENCE-ID;TZID=America/Santiago:20260508T210000\nSUMMARY:dan\nDTSTART:20260509T020000Z\nDTEND:20260509T100000Z",
				night+"RRULE:FREQ=WEEKLY;COUNT=3"),
			[]string{
				"dan 2026-05-09T02:00:00Z 2026-05-09T10:00:00Z", "cat 2026-05-02T01:00:00Z 2026-05-02T13:00:00Z", "cat 2026-05-16T01:00:00Z 2026-05-16T13:00:00Z",
			}},
		"one of a series was cancelled": {
			calendar(night+"RRULE:FREQ=WEEKLY;COUNT=2", "UID:1\nRECURRENCE-ID:20260509T010000Z\nSTATUS:CANCELLED\nSUMMARY:cat\nDTSTART:20260509T010000Z\nDTEND:20260509T130000Z"),
			[]string{"cat 2026-05-02T01:00:00Z 2026-05-02T13:00:00Z"}},
		"one of another series, or after the end, is not meant": {
			calendar(night+"RRULE:FREQ=WEEKLY;INTERVAL=3", "UID:2\nRECURRENCE-ID:20260502T010000Z\nSUMMARY:dan\nDTSTART:20260503T010000Z\nDTEND:20260503T020000Z",
				"UID:1\nRECURRENCE-ID:20260613T010000Z\nSUMMARY:dan\nDTSTART:20260614T010000Z\nDTEND:20260614T020000Z"),
			[]string{
				"cat 2026-05-02T01:00:00Z 2026-05-02T13:00:00Z", "cat 2026-05-23T01:00:00Z 2026-05-23T13:00:00Z", "dan 2026-05-03T01:00:00Z 2026-05-03T02:00:00Z",
			}},
	} {
		turns, err := readCalendar(t, c.calendar)
		require.NoError(t, err, name)
		got := []string{}
		for _, turn := range turns {
			got = append(got, turn.Operator+" "+turn.Start.Format(time.RFC3339)+" "+turn.End.Format(time.RFC3339))
		}
		assert.Equal(t, c.want, got, name)
	}
}

func TestReadCalendarRefuses(t *testing.T) {
	const times = "\nDTSTART:20260501T120000Z\nDTEND:20260501T180000Z"
	for want, text := range map[string]string{
		"no iCalendar": "Monday: cat",
		"event 2 of the calendar (\"\"): it has no summary": calendar("SUMMARY:cat"+times, "UID:2"+times),
		"it has no DTSTART":                    calendar("SUMMARY:cat"),
		"it has no end (DTEND)":                calendar("SUMMARY:cat\nDTSTART:20260501T120000Z"),
		"\"soon\" is no time":                  calendar("SUMMARY:cat\nDTSTART:soon\nDTEND:20260501T180000Z"),
		"want a name such as America/":         calendar("SUMMARY:cat\nDTSTART;TZID=Pacific SA Standard Time:20260501T120000\nDTEND:20260501T180000Z"),
		"(RRULE): ":                            calendar("SUMMARY:cat\nRRULE:FREQ=NEVER" + times),
		"RANGE=THISANDFUTURE":                  calendar("SUMMARY:cat\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260501T120000Z" + times),
		"has more than 20000 turns":            calendar("SUMMARY:cat\nRRULE:FREQ=SECONDLY" + times),
		"\"20260501T120000Z/PT1H\" is no time": calendar("SUMMARY:cat\nRDATE;VALUE=PERIOD:20260501T120000Z/PT1H" + times),
		"is longer than":                       calendar("SUMMARY:" + strings.Repeat("cat", 3<<20)),
	} {
		_, err := readCalendar(t, text)
		require.ErrorIs(t, err, campaign.ErrInvalid, want)
		assert.ErrorContains(t, err, want)
	}
}

// TestACalendarThatIsCutOff cuts a calendar at every byte, and has inputs that
// break there: the shifts that come before are no schedule.
func TestACalendarThatIsCutOff(t *testing.T) {
	const times = "\nDTSTART:20260501T120000Z\nDTEND:20260501T180000Z"
	whole := strings.TrimSpace(calendar("SUMMARY:cat"+times, "SUMMARY:dan"+times))
	for n := range whole {
		_, err := readCalendar(t, whole[:n])
		require.ErrorIs(t, err, campaign.ErrInvalid, whole[:n])
	}
	_, err := readCalendar(t, calendar("SUMMARY:cat"+times)+"\r\n\r\n")
	require.NoError(t, err)
	broken := errors.New("the connection broke")
	for n := range len(whole) + 1 {
		_, err := campaign.ReadCalendar(io.MultiReader(strings.NewReader(whole[:n]), iotest.ErrReader(broken)), time.UTC, time.Now())
		require.ErrorIs(t, err, broken, whole[:n])
	}
	_, err = readCalendar(t, strings.Replace(whole, "END:VCALENDAR", "END:VCALENDAR\r\nBEGIN:VCALENDAR", 1))
	require.ErrorIs(t, err, campaign.ErrInvalid)
	_, err = readCalendar(t, "BEGIN:VCALENDAR\r\nX-END:VCAL\r\n END:VCALENDAR")
	require.ErrorContains(t, err, "the calendar is cut off: its last line is not END:VCALENDAR")
}

func readCalendar(t *testing.T, text string) ([]campaign.Turn, error) {
	t.Helper()
	zone, err := time.LoadLocation("America/Santiago")
	require.NoError(t, err)
	return campaign.ReadCalendar(strings.NewReader(text), zone, time.Date(2026, 6, 1, 0, 0, 0, 0, zone))
}
