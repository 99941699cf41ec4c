package campaign_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
)

// TestADigestThatIsCutMayBeginTwo has two lists whose digests begin with the same
// eight digits, which is as few as are taken (dataidlist/FORMAT.md 3.5).
func TestADigestThatIsCutMayBeginTwo(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	one, other := bad(t, "", 5046), bad(t, "", 29619)
	const both = "dil1:35966551"
	for name, l := range map[string]string{"one.parquet": one.Digest().String(), "other.parquet": other.Digest().String()} {
		require.Equal(t, both, l[:len(both)], name)
	}
	_, err := d.ktl.AddList(d.ctx(), c.ID, use(campaign.ExcludeList, "one.parquet"), one)
	require.NoError(t, err)
	uses, err := d.UsedBy(d.ctx(), both)
	require.NoError(t, err)
	require.Len(t, uses, 1)

	_, err = d.ktl.AddList(d.ctx(), c.ID, use(campaign.ExcludeList, "other.parquet"), other)
	require.NoError(t, err)
	_, err = d.UsedBy(d.ctx(), both)
	require.ErrorIs(t, err, campaign.ErrInvalid)
	assert.EqualError(t, err, "invalid: 2 digests begin with dil1:35966551: give more of it")
	for _, l := range []string{one.Digest().String()[:len(both)+1], other.Digest().String()} {
		uses, err = d.UsedBy(d.ctx(), l)
		require.NoError(t, err)
		require.Len(t, uses, 1)
	}
}
