// Command dataidlist-blob reads and writes objects of S3, Google Cloud Storage
// and Azure for dataidlist, which runs it where a name is a URL. It has the
// clients of all of them in it, so that dataidlist has none.
package main

import "github.com/skycampaign/skycampaign/cmd/internal/remote/helper"

func main() { helper.Main() }
