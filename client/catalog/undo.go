package catalog

import "strings"

// UndoMethod is the manner in which the effect of an operation is taken back.
type UndoMethod uint8

// The manners.
const (
	NoUndo       UndoMethod = iota // nothing takes it back; Undo.Why tells why
	UndoDelete                     // what was made is deleted, by Undo.By
	UndoRestore                    // the fields that were sent get their former values, by Undo.By
	UndoOpposite                   // Undo.By is sent about the same things
)

// Undo is what takes the effect of an operation back.
type Undo struct {
	Method UndoMethod
	By     *Operation // nil for NoUndo
	Type   string     // of the action that By sends, where it sends one
	Why    string     // for NoUndo
}

// Reasons for there being no inverse.
const (
	whyDeleted  = "what was deleted cannot be made again as it was"
	whyDone     = "nothing takes it back"
	whySnapshot = "the API does not tell which snapshot it made"
	whyData     = "the data that it replaced is gone"
	whySecret   = "the secret that it replaced is gone"
	whyReboot   = "what was interrupted cannot be taken back"
	whySize     = "a disk does not shrink, and a resize takes the droplet down"
	whyUpgrade  = "there is no way back to an older version"
	whyMoney    = "it has been paid for"
	whyUnknown  = "the catalog does not know this endpoint"
)

// opposites are operations that undo each other, sent about the same things.
func opposites() map[string]string {
	return map[string]string{
		"tags_assign_resources":             "tags_unassign_resources",
		"firewalls_assign_droplets":         "firewalls_delete_droplets",
		"firewalls_add_tags":                "firewalls_delete_tags",
		"firewalls_add_rules":               "firewalls_delete_rules",
		"loadBalancers_add_droplets":        "loadBalancers_remove_droplets",
		"loadBalancers_add_forwardingRules": "loadBalancers_remove_forwardingRules",
		"kubernetes_add_registry":           "kubernetes_remove_registry",
		"kubernetes_add_registries":         "kubernetes_remove_registries",
		"genai_attach_agent_function":       "genai_detach_agent_function",
		"genai_attach_knowledge_base":       "genai_detach_knowledge_base",
		"genai_attach_agent":                "genai_detach_agent",
	}
}

// actionOpposites are those of actions, by the operation's path and type.
func actionOpposites() map[string]string {
	return map[string]string{
		"power_on": "power_off", "power_off": "power_on", "shutdown": "power_on",
		"enable_backups": "disable_backups", "disable_backups": "enable_backups",
		"attach": "detach", "detach": "attach", "assign": "unassign", "unassign": "assign",
		"rename": "rename",
	}
}

// actionReasons are why others have none.
func actionReasons() map[string]string {
	return map[string]string{
		"snapshot": whySnapshot, "reboot": whyReboot, "power_cycle": whyReboot, "resize": whySize,
		"rebuild": whyData, "restore": whyData, "password_reset": whySecret, "change_kernel": whyReboot,
		"enable_ipv6": "an address that was given is not taken back", "enable_private_networking": "an address that was given is not taken back",
		"transfer": "a copy that was made in a region stays there", "convert": whyDone, "change_backup_policy": whyDone,
	}
}

// reasons are those of operations.
func reasons() map[string]string {
	return map[string]string{
		"databases_reset_auth": whySecret, "databases_update_major_version": whyUpgrade, "kubernetes_upgrade_cluster": whyUpgrade,
		"databases_install_update": whyUpgrade, "databases_update_clusterSize": "a database does not shrink",
		"databases_update_region": "a migration is not taken back while it goes on", "databases_promote_replica": whyDone,
		"cdn_purge_cache": "a cache fills again by itself", "loadBalancers_delete_cache": "a cache fills again by itself",
		"genai_regenerate_agent_api_key": whySecret, "genai_regenerate_model_api_key": whySecret,
		"projects_assign_resources": "the project that a resource was in before is not told", "projects_assign_resources_default": "the project that a resource was in before is not told",
		"registry_update_subscription": whyMoney, "registries_update_subscription": whyMoney, "addons_patch_plan": whyMoney,
		"vectorDatabases_post_restore_backup": whyData, "volumeActions_post": whyDone,
		"dropletActions_post_byTag": "nobody knows afterwards which droplets it acted on",
	}
}

// Undo is what takes the operation back; typ is the type of the action, of
// operations that are told one.
func (op *Operation) Undo(typ string) Undo {
	if op == nil {
		return Undo{Why: whyUnknown}
	}
	if op.Effect != Change {
		return Undo{Why: "it changes nothing"}
	}
	if by := opposites()[op.ID]; by != "" {
		return Undo{Method: UndoOpposite, By: ByID(by)}
	}
	for forth, back := range opposites() {
		if back == op.ID {
			return Undo{Method: UndoOpposite, By: ByID(forth)}
		}
	}
	if why := reasons()[op.ID]; why != "" {
		return Undo{Why: why}
	}
	r, role := CollectionOf(op)
	switch {
	case strings.HasSuffix(op.Path, "/actions"):
		if back := actionOpposites()[typ]; back != "" {
			return Undo{Method: UndoOpposite, By: op, Type: back}
		}
		if why := actionReasons()[typ]; why != "" {
			return Undo{Why: why}
		}
		return Undo{Why: whyDone}
	case op.Method == "DELETE":
		return Undo{Why: whyDeleted}
	case op.ID == "volumeSnapshots_create":
		return Undo{Method: UndoDelete, By: ByID("snapshots_delete")}
	case r == nil:
		return Undo{Why: whyDone}
	}
	switch role {
	case RoleCreate:
		if by := r.Op(RoleDelete); by != nil {
			return Undo{Method: UndoDelete, By: by}
		}
	case RoleUpdate, RolePatch:
		if r.Op(RoleGet) != nil {
			return Undo{Method: UndoRestore, By: op}
		}
		return Undo{Why: "the API does not show what it replaced"}
	case RoleUpdateCollection, RolePatchCollection:
		if r.Op(RoleGetSingleton) != nil || r.Op(RoleList) != nil {
			return Undo{Method: UndoRestore, By: op}
		}
		return Undo{Why: "the API does not show what it replaced"}
	}
	return Undo{Why: whyDone}
}
