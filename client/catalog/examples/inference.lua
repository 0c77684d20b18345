--- dedicated_inferences.create
local json = require "json"
print(json.encode(do.dedicated_inferences.create{spec = {enable_public_endpoint = true, model_deployments = {{}}, name = "main", region = "nyc3", version = 1, vpc = {uuid = "4de7ac8b-495b-4884-9a69-1050c6793cd6"}}}))

--- dedicated_inferences.get_gpu_model_config
for config in do.dedicated_inferences.get_gpu_model_config() do print(config) end

--- dedicated_inferences.list
for inference in do.dedicated_inferences.list() do print(inference) end

--- dedicated_inferences.list_sizes
for size in do.dedicated_inferences.list_sizes() do print(size) end
