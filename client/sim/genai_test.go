package sim

import (
	"fmt"
	"testing"
	"time"
)

func init() { tours = append(tours, tourGenAI, tourModels) }

func TestGenAI(t *testing.T) { tourGenAI(newAPI(t)) }

func tourGenAI(a *api) {
	t := a.T
	same(t, "models", len(a.get("/v2/gen-ai/models").list("models")), 2)
	card := a.get("/v2/gen-ai/models/catalog").str("data", 0, "id")
	same(t, "card", a.get("/v2/gen-ai/models/catalog/"+card).str("data", "id"), card)
	a.do(404, "GET", "/v2/gen-ai/models/catalog/none", nil)
	same(t, "regions", len(a.get("/v2/gen-ai/regions?serves_batch=true").list("regions")), 1)
	a.get("/v2/gen-ai/models/routers/presets")

	metric := a.do(200, "POST", "/v2/gen-ai/custom_evaluation_metrics", map[string]any{"metric_name": "Politeness", "description": "d"}).str("metric", "metric_uuid")
	for _, path := range []string{"/v2/gen-ai/evaluation_metrics", "/v2/gen-ai/model_evaluation_metrics"} {
		same(t, path, a.get(path).str("metrics", 2, "metric_uuid"), metric)
	}
	same(t, "renamed", a.do(200, "PUT", "/v2/gen-ai/custom_evaluation_metrics/"+metric, map[string]any{"metric_name": "Manners"}).str("metric", "metric_name"), "Manners")
	a.do(200, "DELETE", "/v2/gen-ai/custom_evaluation_metrics/"+metric, nil)

	agent := func(name string) string {
		return a.do(200, "POST", "/v2/gen-ai/agents", map[string]any{"name": name, "instruction": "be brief", "region": "tor1"}).str("agent", "uuid")
	}
	parent, child := agent("parent"), agent("child")
	path := "/v2/gen-ai/agents/" + parent
	route := path + "/child_agents/" + child
	a.do(404, "PUT", route, map[string]any{"route_name": "r"})
	a.do(200, "POST", route, map[string]any{"route_name": "sales"})
	a.do(200, "PUT", route, map[string]any{"route_name": "support"})
	same(t, "route", a.get(path+"/child_agents").str("children", 0, "route_name"), "support")
	a.do(200, "DELETE", route, nil)
	a.do(404, "DELETE", route, nil)

	added := a.do(200, "POST", path+"/functions", map[string]any{"function_name": "lookup", "faas_name": "default/lookup", "faas_namespace": "fn-1"})
	function := path + "/functions/" + added.str("agent", "functions", 0, "uuid")
	same(t, "function", a.do(200, "PUT", function, map[string]any{"function_name": "find"}).str("agent", "functions", 0, "name"), "find")
	a.do(200, "DELETE", function, nil)

	s := newSampler(a)
	base := s.some("knowledge_bases")
	same(t, "attached", a.do(200, "POST", path+"/knowledge_bases/"+base, nil).str("agent", "knowledge_bases", 0, "uuid"), base)
	a.do(200, "DELETE", path+"/knowledge_bases/"+base, nil)
	a.do(404, "DELETE", path+"/knowledge_bases/"+base, nil)

	a.do(200, "PUT", path, map[string]any{"instruction": "be long"})
	versions := a.get(path + "/versions")
	first := versions.list("agent_versions")[len(versions.list("agent_versions"))-1].(map[string]any)["version_hash"]
	a.do(200, "PUT", path+"/versions", map[string]any{"version_hash": first})
	same(t, "instruction", a.get(path).str("agent", "instruction"), "be brief")
	a.do(200, "PUT", path+"/deployment_visibility", map[string]any{"visibility": "VISIBILITY_PUBLIC"})
	a.get(path + "/usage")
	key := a.do(200, "POST", path+"/api_keys", map[string]any{"name": "k"})
	again := a.do(200, "PUT", path+"/api_keys/"+key.str("api_key_info", "uuid")+"/regenerate", nil)
	if again.str("api_key_info", "secret_key") == "" {
		t.Errorf("no secret in %s", again.text)
	}

	workspace := "/v2/gen-ai/workspaces/" + s.some("workspaces")
	a.do(200, "PUT", workspace+"/agents", map[string]any{"agent_uuids": []string{parent}})
	same(t, "workspace", a.get(workspace+"/agents").str("agents", 0, "uuid"), parent)
	for _, kind := range []string{"openai", "anthropic"} {
		id := a.do(200, "POST", "/v2/gen-ai/"+kind+"/keys", map[string]any{"name": "k", "api_key": "x"}).str("api_key_info", "uuid")
		same(t, kind, a.get("/v2/gen-ai/"+kind+"/keys/"+id+"/agents").at("agents"), "[]")
	}

	job := a.do(200, "POST", "/v2/gen-ai/indexing_jobs", map[string]any{"knowledge_base_uuid": base, "data_source_uuids": []string{"00000000-0000-8000-8000-000000000001"}}).str("job", "uuid")
	same(t, "jobs", a.get("/v2/gen-ai/knowledge_bases/"+base+"/indexing_jobs").str("jobs", 1, "uuid"), job)
	a.get("/v2/gen-ai/indexing_jobs/" + job + "/data_sources")
	same(t, "cancelled", a.do(200, "PUT", "/v2/gen-ai/indexing_jobs/"+job+"/cancel", map[string]any{}).str("job", "status"), "INDEX_JOB_STATUS_CANCELLED")
	a.sleep(time.Hour)
	plan := map[string]any{"knowledge_base_uuid": base, "days": []int{1, 3}, "time": "18:00"}
	a.do(400, "POST", "/v2/gen-ai/scheduled-indexing", with(plan, "days", []int{9}))
	id := a.do(200, "POST", "/v2/gen-ai/scheduled-indexing", plan).str("indexing_info", "uuid")
	a.do(409, "POST", "/v2/gen-ai/scheduled-indexing", plan)
	same(t, "schedule", a.get(fmt.Sprintf("/v2/gen-ai/scheduled-indexing/knowledge-base/%s", base)).str("indexing_info", "uuid"), id)
	a.do(200, "DELETE", "/v2/gen-ai/scheduled-indexing/"+id, nil)
}

func TestModels(t *testing.T) { tourModels(newAPI(t)) }

func tourModels(a *api) {
	t := a.T
	a.do(410, "POST", "/v2/gen-ai/models/api_keys", map[string]any{"name": "k"})
	same(t, "keys", a.get("/v2/gen-ai/models/api_keys").at("api_key_infos"), "[]")
	a.do(404, "PUT", "/v2/gen-ai/models/api_keys/none", map[string]any{"name": "k"})
	a.do(404, "DELETE", "/v2/gen-ai/models/api_keys/none", nil)
	a.do(404, "PUT", "/v2/gen-ai/models/api_keys/none/regenerate", nil)
	a.get("/v2/gen-ai/models/routers/tasks/presets")

	body := map[string]any{"name": "mine", "source_type": "SOURCE_TYPE_HUGGINGFACE", "source_ref": map[string]any{"repo_id": "a/b", "hf_token": "secret"}}
	a.do(400, "POST", "/v2/gen-ai/custom_models/import", without(body, "source_ref"))
	a.do(400, "POST", "/v2/gen-ai/custom_models/import", without(body, "name"))
	made := a.do(200, "POST", "/v2/gen-ai/custom_models/import", body)
	same(t, "secret", made.at("model", "source_ref", "hf_token"), nil)
	path := "/v2/gen-ai/custom_models/" + made.str("model", "uuid")
	same(t, "status", a.get(path).str("model", "status"), "STATUS_IMPORTING")
	a.sleep(time.Hour)
	same(t, "status", a.get(path).str("model", "status"), "STATUS_READY")
	same(t, "ready", len(a.get("/v2/gen-ai/custom_models?status=STATUS_READY").list("models")), 1)
	same(t, "failed", len(a.get("/v2/gen-ai/custom_models?status=STATUS_FAILED").list("models")), 0)
	a.do(200, "PATCH", path+"/metadata", map[string]any{"description": "d"})
	same(t, "description", a.get(path).str("model", "description"), "d")
	a.do(200, "DELETE", path, nil)
	a.do(404, "GET", path, nil)

	agent := "/v2/gen-ai/agents/" + a.do(200, "POST", "/v2/gen-ai/agents", map[string]any{"name": "guarded", "instruction": "be brief", "region": "tor1"}).str("agent", "uuid")
	same(t, "model", a.get(agent).str("agent", "model", "name"), "Simulated Small")
	a.do(200, "POST", agent+"/guardrails", map[string]any{"guardrails": []any{map[string]any{"guardrail_uuid": "g1", "priority": 1}, map[string]any{"guardrail_uuid": "g2", "priority": 2}}})
	same(t, "left", a.do(200, "DELETE", agent+"/guardrails/g1", nil).str("agent", "guardrails", 0, "guardrail_uuid"), "g2")
	a.do(404, "DELETE", agent+"/guardrails/g1", nil)

	workspace := a.do(200, "POST", "/v2/gen-ai/workspaces", map[string]any{"name": "w"}).str("workspace", "uuid")
	dataset := a.do(200, "POST", "/v2/gen-ai/evaluation_datasets", map[string]any{"name": "d"}).str("evaluation_dataset_uuid")
	metrics := a.get("/v2/gen-ai/evaluation_metrics")
	measured := []string{metrics.str("metrics", 1, "metric_uuid"), "from elsewhere"}
	tested := map[string]any{"name": "t", "workspace_uuid": workspace, "dataset_uuid": dataset, "metrics": measured}
	a.refused("dataset_uuid 00000000-0000-8000-8000-000000000001 does not exist", "POST", "/v2/gen-ai/evaluation_test_cases", with(tested, "dataset_uuid", "00000000-0000-8000-8000-000000000001"))
	test := a.do(200, "POST", "/v2/gen-ai/evaluation_test_cases", tested).str("test_case_uuid")
	shown := a.get("/v2/gen-ai/evaluation_test_cases/" + test)
	same(t, "metric", shown.str("evaluation_test_case", "metrics", 0, "metric_name"), "Context adherence")
	same(t, "metric", shown.str("evaluation_test_case", "metrics", 1, "metric_uuid"), "from elsewhere")
	a.do(200, "PUT", "/v2/gen-ai/evaluation_test_cases/"+test, map[string]any{"metrics": map[string]any{"metric_uuids": measured[1:]}})
	same(t, "metrics", len(a.get("/v2/gen-ai/evaluation_test_cases/" + test).body["evaluation_test_case"].(map[string]any)["metrics"].([]any)), 1)
	same(t, "cases", len(a.get("/v2/gen-ai/workspaces/"+workspace+"/evaluation_test_cases").list("evaluation_test_cases")), 1)
	a.do(200, "POST", "/v2/gen-ai/evaluation_runs", map[string]any{"run_name": "r", "test_case_uuid": test})
	same(t, "runs", len(a.get("/v2/gen-ai/evaluation_test_cases/"+test+"/evaluation_runs").list("evaluation_runs")), 1)

	run := a.do(200, "POST", "/v2/gen-ai/model_evaluation_runs", map[string]any{"name": "r", "save_as_preset": true, "preset_name": "p", "candidate_model_name": "m"}).str("eval_run_uuid")
	preset := "/v2/gen-ai/model_evaluation_presets/" + a.get("/v2/gen-ai/model_evaluation_presets").str("presets", 0, "eval_preset_uuid")
	same(t, "preset", a.get(preset).str("preset", "candidate_model_name"), "m")
	a.do(200, "DELETE", preset, nil)
	a.do(404, "GET", preset, nil)
	same(t, "cancelled", a.do(200, "PUT", "/v2/gen-ai/model_evaluation_runs/"+run+"/cancel", map[string]any{}).str("run", "status"), "MODEL_EVALUATION_RUN_CANCELLED")
}
