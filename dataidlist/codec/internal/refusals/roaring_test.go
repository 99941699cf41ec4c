package refusals_test

// Bitmaps of the exposures 2025062900604 and 605 and 2025070100378: one with two
// arrays, and one with a container of runs and an array.
const (
	arrays = "\x01\x00\x00\x00\x00\x00\x00\x00" + bucketOfArrays
	runs   = "\x01\x00\x00\x00\x00\x00\x00\x00" + // buckets
		"\xd7\x01\x00\x00" + "\x3b\x30\x01\x00" + "\x01" + // high half, two containers, of which the first has runs
		"\x27\x7f\x01\x00" + "\x95\x7f\x00\x00" + // key and number of values - 1 of each
		oneRun + "\x9a\x7f"
	bucketOfArrays = "\xd7\x01\x00\x00" + "\x3a\x30\x00\x00" + "\x02\x00\x00\x00" + // high half, containers
		"\x27\x7f\x01\x00" + "\x95\x7f\x00\x00" + // key and number of values - 1 of each
		"\x18\x00\x00\x00" + "\x1c\x00\x00\x00" + // offset of each
		"\x7c\xa3\x7d\xa3" + "\x9a\x7f"
	oneRun = "\x01\x00" + "\x7c\xa3\x01\x00" // runs; first value and length - 1 of each
)

func roaringFamilies() []family {
	return []family{
		{name: "roaring", suffix: ".roaring", format: "roaring", valid: arrays, list: nights, told: exposures, faults: []fault{
			{"value-2-63", at(11, "\x80"), "4.10", rows, nowhere, "values above 2^63-1"},
			{"buckets-more", at(0, "\x02"), "4.0.1", container, nowhere, "fewer buckets than are said"},
			{"buckets-twice", to(arrays, "\x02"+arrays[1:]+bucketOfArrays), "4.10", container, nowhere, "two buckets of the same values"},
			{"buckets-order", to(arrays, "\x02"+arrays[1:]+"\xd6"+bucketOfArrays[1:]), "4.10", container, nowhere, "buckets that are out of order"},
			{"bucket-empty", to("\x02\x00\x00\x00\x27\x7f\x01\x00\x95\x7f\x00\x00\x18\x00\x00\x00\x1c\x00\x00\x00\x7c\xa3\x7d\xa3\x9a\x7f", "\x00\x00\x00\x00"), "4.10", container, nowhere, "a bucket without containers"},
			{"containers-order", at(24, "\x26"), "4.10", container, nowhere, "containers that are out of order"},
			{"containers-twice", at(24, "\x27"), "4.10", container, nowhere, "two containers of the same values"},
			{"cookie", at(12, "\x3c"), "4.10", container, nowhere, "a bucket that begins with no known number"},
			{"offset", at(28, "\x19"), "4.10", container, nowhere, "a container that is not where it is said to be"},
			{"values-order", to("\x7c\xa3\x7d\xa3", "\x7d\xa3\x7c\xa3"), "4.10", container, nowhere, "values that are out of order"},
			{"values-twice", to("\x7c\xa3\x7d\xa3", "\x7d\xa3\x7d\xa3"), "4.10", container, nowhere, "a value twice"},
			{"bits-32", to(arrays[:12], ""), "4.10", container, nowhere, "a bitmap of 32 bits"},
			{"cut", cut(1), "4.0.1", container, nowhere, "the last byte is missing"},
			{"rest", add("\x00"), "4.10", container, nowhere, "a byte after the end"},
		}},
		{name: "roaring-runs", suffix: ".roaring", format: "roaring", valid: runs, list: nights, told: exposures, faults: []fault{
			{"container-empty", to(oneRun, "\x00\x00"), "4.10", container, nowhere, "a container without runs"},
			{"order", to(oneRun, "\x02\x00\x7d\xa3\x00\x00\x7c\xa3\x00\x00"), "4.10", container, nowhere, "runs that are out of order"},
			{"overlap", to(oneRun, "\x02\x00\x7c\xa3\x01\x00\x7d\xa3\x00\x00"), "4.10", container, nowhere, "runs that overlap"},
			{"behind", to(oneRun, "\x01\x00\xff\xff\x01\x00"), "4.10", container, nowhere, "a run that goes on behind its container"},
			{"count", to("\x27\x7f\x01\x00", "\x27\x7f\x02\x00"), "4.10", container, nowhere, "fewer values than are said"},
		}},
	}
}
