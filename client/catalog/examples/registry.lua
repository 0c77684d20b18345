--- registries.create
print(do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"})

--- registries.delete
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
do.registries.delete{registry_name = registry.name}

--- registries.get
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registries.get{registry_name = registry.name})

--- registries.get_docker_credentials
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registries.get_docker_credentials{registry_name = registry.name})

--- registries.get_garbage_collection
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
do.registries.run_garbage_collection{registry_name = "shop"}
print(do.registries.get_garbage_collection{registry_name = "shop"})

--- registries.get_options
print(do.registries.get_options())

--- registries.get_subscription
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registries.get_subscription())

--- registries.list
for registry in do.registries.list() do print(registry) end

--- registries.list_garbage_collections
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for collection in do.registries.list_garbage_collections{registry_name = registry.name} do print(collection) end

--- registries.list_repositories_v2
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for repository in do.registries.list_repositories_v2{registry_name = registry.name} do print(repository) end

--- registries.run_garbage_collection
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registries.run_garbage_collection{registry_name = registry.name})

--- registries.update_garbage_collection
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
local collection = do.registries.run_garbage_collection{registry_name = "shop"}
print(do.registries.update_garbage_collection{registry_name = "shop", garbage_collection_uuid = collection.uuid, cancel = true})

--- registries.update_subscription
print(do.registries.update_subscription{tier_slug = "professional"})

--- registries.validate_name
do.registries.validate_name{name = "main"}

--- registry.create
print(do.registry.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"})

--- registry.delete
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.registry.delete()

--- registry.get
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registry.get())

--- registry.get_docker_credentials
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registry.get_docker_credentials())

--- registry.get_garbage_collection
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.registry.run_garbage_collection{registry_name = "shop"}
print(do.registry.get_garbage_collection{registry_name = "shop"})

--- registry.get_options
print(do.registry.get_options())

--- registry.get_subscription
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registry.get_subscription())

--- registry.list_garbage_collections
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for collection in do.registry.list_garbage_collections{registry_name = registry.name} do print(collection) end

--- registry.list_repositories
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for repository in do.registry.list_repositories{registry_name = registry.name} do print(repository) end

--- registry.list_repositories_v2
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for repository in do.registry.list_repositories_v2{registry_name = registry.name} do print(repository) end

--- registry.run_garbage_collection
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registry.run_garbage_collection{registry_name = registry.name})

--- registry.update_garbage_collection
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
local collection = do.registry.run_garbage_collection{registry_name = "shop"}
print(do.registry.update_garbage_collection{registry_name = "shop", garbage_collection_uuid = collection.uuid, cancel = true})

--- registry.update_subscription
print(do.registry.update_subscription{tier_slug = "professional"})

--- registry.validate_name
do.registry.validate_name{name = "main"}
