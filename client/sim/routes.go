package sim

import (
	"maps"
	"net/url"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
)

// behaviours has the handler of each operation that the simulator serves, by
// operationId. It is made when the first request comes.
var behaviours = sync.OnceValue(func() map[string]handler {
	handlers := map[string]handler{
		"account_get":  getAccount,
		"regions_list": listOffers("regions", regionDocs),
		"sizes_list":   listOffers("sizes", sizeDocs),

		"droplets_create":                         createDroplets,
		"droplets_destroy_byTag":                  destroyTagged,
		"droplets_list_snapshots":                 dropletImages("snapshots", "snapshot"),
		"droplets_list_backups":                   dropletImages("backups", "backup"),
		"droplets_list_kernels":                   dropletKernels,
		"droplets_list_firewalls":                 dropletFirewalls,
		"droplets_list_neighbors":                 dropletNeighbors,
		"droplets_list_neighborsIds":              neighborIDs,
		"droplets_get_backup_policy":              getBackupPolicy,
		"droplets_list_backup_policies":           listBackupPolicies,
		"droplets_list_supported_backup_policies": supportedPolicies,
		"dropletActions_post_byTag":               actByTag,

		"droplets_list_associatedResources":                 listAssociated,
		"droplets_destroy_withAssociatedResourcesSelective": destroySelected,
		"droplets_destroy_withAssociatedResourcesDangerous": destroyAll,
		"droplets_destroy_retryWithAssociatedResources":     retryDestroy,
		"droplets_get_DestroyAssociatedResourcesStatus":     destroyStatus,

		"floatingIPs_create": createAddress("floating_ip"),
		"floatingIPs_delete": deleteAddress,
		"reservedIPs_create": createAddress("reserved_ip"),
		"reservedIPs_delete": deleteAddress,

		"tags_create":             createTag,
		"tags_assign_resources":   tagResources((*world).tag),
		"tags_unassign_resources": tagResources((*world).untag),

		"volumes_delete_byName":       deleteVolumeByName,
		"volumeActions_post":          volumeActionByName,
		"volumeSnapshots_get_byId":    getVolumeSnapshot,
		"volumeSnapshots_delete_byId": deleteVolumeSnapshot,
		"vpcs_list_members":           listMembers,
	}
	for _, more := range []map[string]handler{
		dropletActions(),
		imageActions(),
		volumeActions(),
		addressActions("/v2/floating_ips/{floating_ip}/actions", "floating_ip"),
		addressActions("/v2/reserved_ips/{reserved_ip}/actions", "reserved_ip"),
	} {
		maps.Copy(handlers, more)
	}
	for _, k := range []*kind{
		actions, domainRecords, domains, droplets, floatingIPs, images, reservedIPs,
		snapshots, sshKeys, tags, volumeSnapshots, volumes, vpcs,
	} {
		k.install(handlers)
	}
	for _, l := range legacyRoutes {
		handlers[l.id] = l.serve
	}
	return handlers
})

// legacyRoute is an operation that is gone from the description but still
// served. A path element in braces is a parameter.
type legacyRoute struct {
	id, method, path string
	serve            handler
}

var legacyRoutes = []legacyRoute{
	{"tags_update", "PUT", "/v2/tags/{tag_id}", renameTag},
	{"droplets_list_neighbors_report", "GET", "/v2/reports/droplet_neighbors", neighborReport},
}

// matchLegacy is catalog.Match for the legacy routes.
func matchLegacy(method, path string) (id string, params catalog.Values) {
	for _, l := range legacyRoutes {
		if l.method != method {
			continue
		}
		prefix, param, ok := strings.Cut(l.path, "{")
		value, fits := strings.CutPrefix(path, prefix)
		switch {
		case !ok && path == l.path:
			return l.id, nil
		case ok && fits && value != "" && !strings.Contains(value, "/"):
			if value, err := url.PathUnescape(value); err == nil {
				return l.id, catalog.Values{{Name: strings.TrimSuffix(param, "}"), Value: value}}
			}
		}
	}
	return "", nil
}
