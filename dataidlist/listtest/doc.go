// Package listtest makes random lists of every shape and checks lists against
// a naive model. It is for tests only.
//
// A [Model] is a sorted slice of rows, and its operations are loops over it,
// so that they are right by reading them. [Random] makes a list and its model,
// [Related] makes another that has much in common with one, [Check] compares
// the two in everything that a list shows, and [NaiveDigest] computes digests
// in the simplest way that FORMAT.md 3 allows. [Run] runs a property over
// [Groups] and [Shapes]:
//
//	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
//		list, model := listtest.Random(rng, g, shape)
//		listtest.Check(t, model, roundTrip(t, list))
//	})
//
// What is random depends only on the test's name and a seed, which is printed
// when a test fails and can be set in the environment, see [Variable].
package listtest
