// Package storetest has the checks that every [campaign.Store] passes. A store's own tests call [Test]:
//
//	func TestStore(t *testing.T) {
//		storetest.Test(t, func(t *testing.T) campaign.Store { return open(t) })
//	}
//
// [Kill] ends processes in the middle of their changes and looks at what is left. [Postgres] starts a server to test with.
//
// The checks that go on for rounds do so for a few of them; the environment variable SKYCAMPAIGN_ROUNDS says how many instead.
package storetest
