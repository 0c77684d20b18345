package do

import (
	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

func placeClientMethods() []luabind.Func {
	return []luabind.Func{
		listMethod("fetch_all_regions", "All regions.", "Region", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Region] {
			return cl.FetchAllRegions()
		}),
		listMethod("fetch_all_sizes", "All sizes of droplets, with prices.", "Size", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Size] {
			return cl.FetchAllSizes()
		}),
	}
}

func regionKind() *kind {
	return &kind{class: &luabind.Class{Doc: "Where resources can be."}}
}

func sizeKind() *kind {
	return &kind{class: &luabind.Class{Doc: "What a droplet has and costs."}}
}
