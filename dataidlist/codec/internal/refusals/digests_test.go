package refusals_test

import "strings"

// The lists of the valid files: that of FORMAT.md 3.5 without reasons, the same
// with two reasons, and that of 3.6 without reasons.
var (
	planes  = list{"dil1:4f38d60e95e555c333fdc253d81940631a4450bfd72e72470a15a77ae9c6cb0e", "dilr1:cd26974de2ecdd5d3caf70a30c75a30198ecaf3d624f7f8dbed3e35f2dd6e182"}
	because = list{planes.Digest, "dilr1:d769a6e854bd39ed3d89b76f46c1091799ee17b9ea36aa48d9d61d21e3b57a8d"}
	nights  = list{"dil1:76bf641d50f7ca33a9f1a121598d4f627d574a9d67e34f1c3d2baf1d469bc1e6", "dilr1:d2d3f8d05f49ddc8124a1dbe16697381c28267d27ccfb71a266c6487f58da828"}
)

func digestFamilies() []family {
	plain, full := planes.Digest, planes.FullDigest
	var none place
	return []family{
		{name: "dil1", suffix: ".txt", format: "dil1", valid: plain, faults: []fault{
			{"upper-case", to(plain, "dil1:"+strings.ToUpper(plain[5:])), "3.5", digest, none, "upper-case digits"},
			{"upper-case-prefix", to("dil1:", "DIL1:"), "3.5", digest, none, "an upper-case prefix"},
			{"short", to(plain, plain[:17]), "3.5", digest, none, "the first 12 digits"},
			{"digits-63", cut(1), "3.5", digest, none, "63 digits"},
			{"digits-65", add("0"), "3.5", digest, none, "65 digits"},
			{"digits-none", to(plain, "dil1:"), "3.5", digest, none, "no digits"},
			{"digit-g", to("4f38", "4g38"), "3.5", digest, none, "a g among the digits"},
			{"prefix-none", to("dil1:", ""), "3.5", digest, none, "no prefix"},
			{"prefix-sha256", to("dil1:", "sha256:"), "3.5", digest, none, "the prefix of a hash"},
			{"prefix-full", to("dil1:", "dilr1:"), "3.5", digest, none, "the prefix of a full digest"},
			{"prefix-dil2", to("dil1:", "dil2:"), "6", digest, none, "the prefix of a later version"},
			{"space-before", to("dil1:", " dil1:"), "3.5", digest, none, "a space before the digest"},
			{"space-within", to("dil1:", "dil1: "), "3.5", digest, none, "a space after the prefix"},
			{"space-after", add(" "), "3.5", digest, none, "a space after the digest"},
			{"line-end", add("\n"), "3.5", digest, none, "a line end after the digest"},
		}},
		{name: "dilr1", suffix: ".txt", format: "dilr1", valid: full, faults: []fault{
			{"upper-case", to(full, "dilr1:"+strings.ToUpper(full[6:])), "3.6", digest, none, "upper-case digits"},
			{"short", to(full, full[:18]), "3.6", digest, none, "the first 12 digits"},
			{"digits-63", cut(1), "3.6", digest, none, "63 digits"},
			{"prefix-plain", to("dilr1:", "dil1:"), "3.6", digest, none, "the prefix of a digest without reasons"},
			{"prefix-dilr2", to("dilr1:", "dilr2:"), "6", digest, none, "the prefix of a later version"},
			{"line-end", add("\n"), "3.6", digest, none, "a line end after the digest"},
		}},
	}
}
