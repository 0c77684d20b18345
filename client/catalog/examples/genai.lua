--- genai.attach_agent
local parent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local child = do.genai.create_agent{name = "sales", instruction = "Name a price.", region = "tor1"}
do.genai.attach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "sales", if_case = "somebody wants to buy"}

--- genai.attach_agent_function
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.attach_agent_function{agent_uuid = agent.uuid, function_name = "lookup", faas_name = "default/lookup", faas_namespace = "fn-1", description = "looks an order up"})

--- genai.attach_agent_guardrails
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.attach_agent_guardrails{agent_uuid = agent.uuid})

--- genai.attach_knowledge_base
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.attach_knowledge_base{agent_uuid = agent.uuid, knowledge_base_uuid = base.uuid})

--- genai.cancel_indexing_job
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local job = do.genai.create_indexing_job{knowledge_base_uuid = base.uuid}
print(do.genai.cancel_indexing_job{uuid = job.uuid})

--- genai.cancel_model_evaluation_run
local run = do.genai.create_model_evaluation_run()
print(do.genai.cancel_model_evaluation_run{eval_run_uuid = run.eval_run_uuid})

--- genai.create_agent
print(do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"})

--- genai.create_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"})

--- genai.create_anthropic_api_key
print(do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"})

--- genai.create_custom_evaluation_metric
print(do.genai.create_custom_evaluation_metric{metric_name = "Politeness", description = "whether the answer is polite"})

--- genai.create_evaluation_dataset
local json = require "json"
print(json.encode(do.genai.create_evaluation_dataset()))

--- genai.create_evaluation_test_case
local json = require "json"
print(json.encode(do.genai.create_evaluation_test_case()))

--- genai.create_indexing_job
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.create_indexing_job{knowledge_base_uuid = base.uuid})

--- genai.create_knowledge_base
print(do.genai.create_knowledge_base{name = "manuals", region = "tor1"})

--- genai.create_knowledge_base_data_source
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.create_knowledge_base_data_source{knowledge_base_uuid = base.uuid})

--- genai.create_model_evaluation_run
local json = require "json"
print(json.encode(do.genai.create_model_evaluation_run()))

--- genai.create_model_router
print(do.genai.create_model_router())

--- genai.create_openai_api_key
print(do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"})

--- genai.create_scheduled_indexing
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.create_scheduled_indexing{knowledge_base_uuid = base.uuid, days = {1, 3}, time = "18:00"})

--- genai.create_workspace
print(do.genai.create_workspace{name = "shop"})

--- genai.delete_agent
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.delete_agent{uuid = agent.uuid})

--- genai.delete_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local info = do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"}
print(do.genai.delete_agent_api_key{agent_uuid = agent.uuid, api_key_uuid = info.uuid})

--- genai.delete_anthropic_api_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
print(do.genai.delete_anthropic_api_key{api_key_uuid = info.uuid})

--- genai.delete_custom_evaluation_metric
local made = do.genai.create_custom_evaluation_metric{metric_name = "Politeness", description = "whether the answer is polite"}
do.genai.delete_custom_evaluation_metric{metric_uuid = made.metric_uuid}

--- genai.delete_knowledge_base
local json = require "json"
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(json.encode(do.genai.delete_knowledge_base{uuid = base.uuid}))

--- genai.delete_knowledge_base_data_source
local json = require "json"
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local source = do.genai.create_knowledge_base_data_source{knowledge_base_uuid = base.uuid}
print(json.encode(do.genai.delete_knowledge_base_data_source{knowledge_base_uuid = base.uuid, data_source_uuid = source.uuid}))

--- genai.delete_model_evaluation_run
local json = require "json"
local run = do.genai.create_model_evaluation_run()
print(json.encode(do.genai.delete_model_evaluation_run{eval_run_uuid = run.eval_run_uuid}))

--- genai.delete_model_router
local json = require "json"
local router = do.genai.create_model_router()
print(json.encode(do.genai.delete_model_router{uuid = router.uuid}))

--- genai.delete_openai_api_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
print(do.genai.delete_openai_api_key{api_key_uuid = info.uuid})

--- genai.delete_scheduled_indexing
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local made = do.genai.create_scheduled_indexing{knowledge_base_uuid = base.uuid, days = {1, 3}, time = "18:00"}
do.genai.delete_scheduled_indexing{uuid = made.uuid}

--- genai.delete_workspace
local json = require "json"
local workspace = do.genai.create_workspace{name = "shop"}
print(json.encode(do.genai.delete_workspace{workspace_uuid = workspace.uuid}))

--- genai.detach_agent
local parent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local child = do.genai.create_agent{name = "sales", instruction = "Name a price.", region = "tor1"}
do.genai.attach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "sales"}
do.genai.detach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid}

--- genai.detach_agent_function
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
agent = do.genai.attach_agent_function{agent_uuid = agent.uuid, function_name = "lookup", faas_name = "default/lookup", faas_namespace = "fn-1"}
do.genai.detach_agent_function{agent_uuid = agent.uuid, function_uuid = agent.functions[1].uuid}

--- genai.detach_knowledge_base
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
do.genai.attach_knowledge_base{agent_uuid = agent.uuid, knowledge_base_uuid = base.uuid}
do.genai.detach_knowledge_base{agent_uuid = agent.uuid, knowledge_base_uuid = base.uuid}

--- genai.get_agent
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.get_agent{uuid = agent.uuid})

--- genai.get_agent_children
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
for children in do.genai.get_agent_children{uuid = agent.uuid} do print(children) end

--- genai.get_agent_usage
local json = require "json"
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(json.encode(do.genai.get_agent_usage{uuid = agent.uuid}))

--- genai.get_anthropic_api_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
print(do.genai.get_anthropic_api_key{api_key_uuid = info.uuid})

--- genai.get_evaluation_test_case
local case = do.genai.create_evaluation_test_case()
print(do.genai.get_evaluation_test_case{test_case_uuid = case.test_case_uuid})

--- genai.get_indexing_job
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local job = do.genai.create_indexing_job{knowledge_base_uuid = base.uuid}
print(do.genai.get_indexing_job{uuid = job.uuid})

--- genai.get_knowledge_base
local json = require "json"
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(json.encode(do.genai.get_knowledge_base{uuid = base.uuid}))

--- genai.get_model_catalog_card
local data = do.genai.list_model_catalog():first()
print(do.genai.get_model_catalog_card{id = data})

--- genai.get_model_evaluation_run
local run = do.genai.create_model_evaluation_run()
for result in do.genai.get_model_evaluation_run{eval_run_uuid = run.eval_run_uuid} do print(result) end

--- genai.get_model_router
local router = do.genai.create_model_router()
print(do.genai.get_model_router{uuid = router.uuid})

--- genai.get_openai_api_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
print(do.genai.get_openai_api_key{api_key_uuid = info.uuid})

--- genai.get_scheduled_indexing
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
do.genai.create_scheduled_indexing{knowledge_base_uuid = base.uuid, days = {1, 3}, time = "18:00"}
print(do.genai.get_scheduled_indexing{knowledge_base_uuid = base.uuid})

--- genai.get_workspace
local workspace = do.genai.create_workspace{name = "shop"}
print(do.genai.get_workspace{workspace_uuid = workspace.uuid})

--- genai.import_custom_model
do.genai.import_custom_model{name = "ours", source_type = "SOURCE_TYPE_HUGGINGFACE", source_ref = {repo_id = "example/ours"}}

--- genai.list_agent_api_keys
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
for info in do.genai.list_agent_api_keys{agent_uuid = agent.uuid} do print(info) end

--- genai.list_agent_versions
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
for version in do.genai.list_agent_versions{uuid = agent.uuid} do print(version) end

--- genai.list_agents
for agent in do.genai.list_agents() do print(agent) end

--- genai.list_agents_by_anthropic_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
for agent in do.genai.list_agents_by_anthropic_key{uuid = info.uuid} do print(agent) end

--- genai.list_agents_by_openai_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
for agent in do.genai.list_agents_by_openai_key{uuid = info.uuid} do print(agent) end

--- genai.list_agents_by_workspace
local workspace = do.genai.create_workspace{name = "shop"}
for agent in do.genai.list_agents_by_workspace{workspace_uuid = workspace.uuid} do print(agent) end

--- genai.list_anthropic_api_keys
for info in do.genai.list_anthropic_api_keys() do print(info) end

--- genai.list_custom_models
for model in do.genai.list_custom_models() do print(model) end

--- genai.list_datacenter_regions
for region in do.genai.list_datacenter_regions() do print(region) end

--- genai.list_evaluation_datasets
for dataset in do.genai.list_evaluation_datasets() do print(dataset) end

--- genai.list_evaluation_metrics
for metric in do.genai.list_evaluation_metrics() do print(metric) end

--- genai.list_evaluation_runs_by_test_case
local case = do.genai.create_evaluation_test_case()
for run in do.genai.list_evaluation_runs_by_test_case{evaluation_test_case_uuid = case.test_case_uuid} do print(run) end

--- genai.list_evaluation_test_cases
for case in do.genai.list_evaluation_test_cases() do print(case) end

--- genai.list_evaluation_test_cases_by_workspace
local workspace = do.genai.create_workspace{name = "shop"}
for case in do.genai.list_evaluation_test_cases_by_workspace{workspace_uuid = workspace.uuid} do print(case) end

--- genai.list_indexing_job_data_sources
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local job = do.genai.create_indexing_job{knowledge_base_uuid = base.uuid}
for source in do.genai.list_indexing_job_data_sources{indexing_job_uuid = job.uuid} do print(source) end

--- genai.list_indexing_jobs
for job in do.genai.list_indexing_jobs() do print(job) end

--- genai.list_indexing_jobs_by_knowledge_base
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
for job in do.genai.list_indexing_jobs_by_knowledge_base{knowledge_base_uuid = base.uuid} do print(job) end

--- genai.list_knowledge_base_data_sources
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
for source in do.genai.list_knowledge_base_data_sources{knowledge_base_uuid = base.uuid} do print(source) end

--- genai.list_knowledge_bases
for base in do.genai.list_knowledge_bases() do print(base) end

--- genai.list_model_api_keys
for info in do.genai.list_model_api_keys() do print(info) end

--- genai.list_model_catalog
for data in do.genai.list_model_catalog() do print(data) end

--- genai.list_model_evaluation_metrics
for metric in do.genai.list_model_evaluation_metrics() do print(metric) end

--- genai.list_model_evaluation_presets
for preset in do.genai.list_model_evaluation_presets() do print(preset) end

--- genai.list_model_evaluation_runs
for run in do.genai.list_model_evaluation_runs() do print(run) end

--- genai.list_model_router_presets
for preset in do.genai.list_model_router_presets() do print(preset) end

--- genai.list_model_router_task_presets
for task in do.genai.list_model_router_task_presets() do print(task) end

--- genai.list_model_routers
for router in do.genai.list_model_routers() do print(router) end

--- genai.list_models
for model in do.genai.list_models() do print(model) end

--- genai.list_openai_api_keys
for info in do.genai.list_openai_api_keys() do print(info) end

--- genai.list_workspaces
for workspace in do.genai.list_workspaces() do print(workspace) end

--- genai.regenerate_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local info = do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"}
print(do.genai.regenerate_agent_api_key{agent_uuid = agent.uuid, api_key_uuid = info.uuid})

--- genai.rollback_to_agent_version
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
do.genai.update_agent{uuid = agent.uuid, instruction = "Answer in two sentences."}
local versions = do.genai.list_agent_versions{uuid = agent.uuid}:list()
do.genai.rollback_to_agent_version{uuid = agent.uuid, version_hash = versions[#versions].version_hash}

--- genai.run_evaluation_test_case
local json = require "json"
print(json.encode(do.genai.run_evaluation_test_case()))

--- genai.update_agent
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.update_agent{uuid = agent.uuid, instruction = "Answer in two sentences."})

--- genai.update_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local info = do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"}
print(do.genai.update_agent_api_key{agent_uuid = agent.uuid, api_key_uuid = info.uuid})

--- genai.update_agent_deployment_visibility
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.update_agent_deployment_visibility{uuid = agent.uuid, visibility = "VISIBILITY_PUBLIC"})

--- genai.update_agent_function
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
agent = do.genai.attach_agent_function{agent_uuid = agent.uuid, function_name = "lookup", faas_name = "default/lookup", faas_namespace = "fn-1"}
do.genai.update_agent_function{agent_uuid = agent.uuid, function_uuid = agent.functions[1].uuid, function_name = "find"}

--- genai.update_agents_workspace
local workspace = do.genai.create_workspace{name = "shop"}
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.update_agents_workspace{workspace_uuid = workspace.uuid, agent_uuids = {agent.uuid}})

--- genai.update_anthropic_api_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
print(do.genai.update_anthropic_api_key{api_key_uuid = info.uuid})

--- genai.update_attached_agent
local parent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local child = do.genai.create_agent{name = "sales", instruction = "Name a price.", region = "tor1"}
do.genai.attach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "sales"}
do.genai.update_attached_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "orders"}

--- genai.update_custom_evaluation_metric
local made = do.genai.create_custom_evaluation_metric{metric_name = "Politeness", description = "whether the answer is polite"}
do.genai.update_custom_evaluation_metric{metric_uuid = made.metric_uuid, metric_name = "Manners"}

--- genai.update_evaluation_test_case
local json = require "json"
local case = do.genai.create_evaluation_test_case()
print(json.encode(do.genai.update_evaluation_test_case{test_case_uuid = case.test_case_uuid}))

--- genai.update_knowledge_base
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.update_knowledge_base{uuid = base.uuid})

--- genai.update_knowledge_base_data_source
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local source = do.genai.create_knowledge_base_data_source{knowledge_base_uuid = base.uuid}
print(do.genai.update_knowledge_base_data_source{knowledge_base_uuid = base.uuid, data_source_uuid = source.uuid})

--- genai.update_model_evaluation_run
local run = do.genai.create_model_evaluation_run()
print(do.genai.update_model_evaluation_run{eval_run_uuid = run.eval_run_uuid})

--- genai.update_model_router
local router = do.genai.create_model_router()
print(do.genai.update_model_router{uuid = router.uuid})

--- genai.update_openai_api_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
print(do.genai.update_openai_api_key{api_key_uuid = info.uuid})

--- genai.update_workspace
local workspace = do.genai.create_workspace{name = "shop"}
print(do.genai.update_workspace{workspace_uuid = workspace.uuid})
