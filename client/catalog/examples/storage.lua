--- nfs.create
print(do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {do.vpcs.create{name = "files", region = "nyc2"}.id}})

--- nfs.create_access_point
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
local made = do.nfs.create_access_point{share_id = share.id, name = "shop", path = "/shop", vpc_id = vpc.id, access_policy = {anonuid = 1000, anongid = 1000, squash_config = "ROOT_SQUASH", identity_enforcement_enabled = false, protocols = {"NFS4"}}}
print(made.id)

--- nfs.create_action
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
print(do.nfs.create_action{nfs_id = share, type = "resize", region = "nyc2", params = {size_gib = 100}})

--- nfs.delete
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {do.vpcs.create{name = "files", region = "nyc2"}.id}}
do.nfs.delete{nfs_id = share}

--- nfs.delete_access_point
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
local made = do.nfs.create_access_point{share_id = share.id, name = "shop", path = "/shop", vpc_id = vpc.id, access_policy = {anonuid = 1000, anongid = 1000, squash_config = "ROOT_SQUASH", identity_enforcement_enabled = false, protocols = {"NFS4"}}}
do.nfs.delete_access_point{access_point_id = made.id}

--- nfs.delete_snapshot
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
do.nfs.create_action{nfs_id = share, type = "snapshot", region = "nyc2", params = {name = "before the upgrade"}}
for snapshot in do.nfs.list_snapshot{region = "nyc2"} do do.nfs.delete_snapshot{nfs_snapshot_id = snapshot.id} end

--- nfs.get
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {do.vpcs.create{name = "files", region = "nyc2"}.id}}
print(do.nfs.get{nfs_id = share})

--- nfs.get_access_point
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
local made = do.nfs.create_access_point{share_id = share.id, name = "shop", path = "/shop", vpc_id = vpc.id, access_policy = {anonuid = 1000, anongid = 1000, squash_config = "ROOT_SQUASH", identity_enforcement_enabled = false, protocols = {"NFS4"}}}
print(do.nfs.get_access_point{access_point_id = made.id})

--- nfs.get_snapshot
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
do.nfs.create_action{nfs_id = share, type = "snapshot", region = "nyc2", params = {name = "before the upgrade"}}
for snapshot in do.nfs.list_snapshot{region = "nyc2"} do print(do.nfs.get_snapshot{nfs_snapshot_id = snapshot.id}) end

--- nfs.list
for share in do.nfs.list() do print(share) end

--- nfs.list_access_points
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
for point in do.nfs.list_access_points{share_id = share.id} do print(point) end

--- nfs.list_snapshot
for snapshot in do.nfs.list_snapshot() do print(snapshot) end

--- snapshots.delete
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
do.snapshots.delete{snapshot_id = snapshot.id}

--- snapshots.get
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
print(do.snapshots.get{snapshot_id = snapshot.id})

--- snapshots.list
for snapshot in do.snapshots.list{resource_type = "volume"} do print(snapshot) end

--- spaces_key.create
print(do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}})

--- spaces_key.delete
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
do.spaces_key.delete{access_key = key.access_key}

--- spaces_key.get
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
print(do.spaces_key.get{access_key = key.access_key})

--- spaces_key.list
for key in do.spaces_key.list() do print(key) end

--- spaces_key.patch
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
print(do.spaces_key.patch{access_key = key.access_key, name = "backup 2"})

--- spaces_key.update
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
print(do.spaces_key.update{access_key = key.access_key, name = "backup", grants = {{bucket = "backups", permission = "read"}}})

--- volume_actions.get
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local action = do.volume_actions.post_by_id{volume_id = volume, type = "attach", droplet_id = droplet}
print(do.volume_actions.get{volume_id = volume, action_id = action})

--- volume_actions.list
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
for action in do.volume_actions.list{volume_id = volume} do print(action) end

--- volume_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
print(do.volume_actions.post{type = "attach", volume_name = "data", droplet_id = droplet.id, region = "nyc3"})

--- volume_actions.post_by_id
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
print(do.volume_actions.post_by_id{volume_id = volume, type = "attach", droplet_id = droplet})

--- volume_snapshots.create
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
print(do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"})

--- volume_snapshots.delete_by_id
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
do.volume_snapshots.delete_by_id{snapshot_id = snapshot.id}

--- volume_snapshots.get_by_id
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
print(do.volume_snapshots.get_by_id{snapshot_id = snapshot.id})

--- volume_snapshots.list
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
for snapshot in do.volume_snapshots.list{volume_id = volume} do print(snapshot) end

--- volumes.create
print(do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"})

--- volumes.delete
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
do.volumes.delete{volume_id = volume}

--- volumes.delete_by_name
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
do.volumes.delete_by_name{name = volume.name, region = "nyc3"}

--- volumes.get
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
print(do.volumes.get{volume_id = volume})

--- volumes.list
for volume in do.volumes.list() do print(volume) end
