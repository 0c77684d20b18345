// Package genai simulates what agents, knowledge bases and models have to do with
// each other. No model answers here; what is made and listed by itself the engine
// serves by the catalog.
package genai

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// The collections, by their paths.
const (
	agents     = "/v2/gen-ai/agents"
	agentKeys  = "/v2/gen-ai/agents/{agent_uuid}/api_keys"
	knowledge  = "/v2/gen-ai/knowledge_bases"
	jobs       = "/v2/gen-ai/indexing_jobs"
	workspaces = "/v2/gen-ai/workspaces"
	sources    = "/v2/gen-ai/knowledge_bases/{knowledge_base_uuid}/data_sources"
	runs       = "/v2/gen-ai/evaluation_runs"
	cases      = "/v2/gen-ai/evaluation_test_cases"
	modelRuns  = "/v2/gen-ai/model_evaluation_runs"
	openAI     = "/v2/gen-ai/openai/keys"
	anthropic  = "/v2/gen-ai/anthropic/keys"

	schedules = "genai_schedules"
	metrics   = "genai_metrics"
	versions  = "genai_versions"
	customs   = "genai_custom_models"
	presets   = "genai_model_evaluation_presets"
)

// Area is the relations of agents, schedules, metrics and the lists of models.
func Area() engine.Area {
	return engine.Area{
		Steps: map[string]engine.Step{"genai.import": imported, "genai.index": indexed},
		Declined: map[string]string{
			"genai_attach_knowledge_bases":                               "the description does not say how the knowledge bases are named; attach them one by one",
			"genai_create_data_source_file_upload_presigned_urls":        "no files are kept here that could be uploaded",
			"genai_create_evaluation_dataset_file_upload_presigned_urls": "no files are kept here that could be uploaded",
			"genai_create_model_eval_dataset_upload_presigned_urls":      "no files are kept here that could be uploaded",
			"genai_create_oauth2_dropbox_tokens":                         "there is no Dropbox here to sign in to",
			"genai_get_oauth2_url":                                       "there is no Dropbox here to sign in to",
			"genai_get_evaluation_dataset_download_url":                  "no files are kept here that could be downloaded",
			"genai_get_indexing_job_details_signed_url":                  "no files are kept here that could be downloaded",
			"genai_get_model_evaluation_run_results_download_url":        "no files are kept here that could be downloaded",
			"genai_get_evaluation_run_results":                           "no model answers here, so that nothing has results",
			"genai_get_evaluation_run_prompt_results":                    "no model answers here, so that nothing has results",
		},
		Ops: map[string]engine.Handler{
			"genai_list_models":                    listModels,
			"genai_list_model_catalog":             listCatalog,
			"genai_get_model_catalog_card":         getCard,
			"genai_list_datacenter_regions":        listRegions,
			"genai_list_model_router_presets":      emptyList("presets"),
			"genai_list_model_router_task_presets": emptyList("tasks"),

			"genai_import_custom_model":          importModel,
			"genai_list_custom_models":           listCustom,
			"genai_get_custom_model":             getCustom,
			"genai_update_custom_model_metadata": updateCustom,
			"genai_delete_custom_model":          deleteCustom,

			"genai_create_model_api_key":     retired,
			"genai_list_model_api_keys":      emptyList("api_key_infos"),
			"genai_update_model_api_key":     missing,
			"genai_delete_model_api_key":     missing,
			"genai_regenerate_model_api_key": missing,

			"genai_list_evaluation_runs_by_test_case":       runsOf,
			"genai_list_evaluation_test_cases_by_workspace": casesOf,
			"genai_list_model_evaluation_presets":           listPresets,
			"genai_get_model_evaluation_preset":             getPreset,
			"genai_delete_model_evaluation_preset":          deletePreset,
			"genai_cancel_model_evaluation_run":             cancelRun,

			"genai_list_evaluation_metrics":       listMetrics,
			"genai_list_model_evaluation_metrics": listMetrics,

			"genai_create_custom_evaluation_metric": createMetric,
			"genai_update_custom_evaluation_metric": updateMetric,
			"genai_delete_custom_evaluation_metric": deleteMetric,

			"genai_attach_knowledge_base":    onAgent(attachKnowledge),
			"genai_detach_knowledge_base":    detach("knowledge_bases", "uuid"),
			"genai_attach_agent_function":    onAgent(attachFunction),
			"genai_update_agent_function":    onAgent(updateFunction),
			"genai_detach_agent_function":    detach("functions", "uuid"),
			"genai_attach_agent":             attachChild,
			"genai_update_attached_agent":    attachChild,
			"genai_detach_agent":             detachChild,
			"genai_get_agent_children":       listChildren,
			"genai_regenerate_agent_api_key": regenerateKey,

			"genai_attach_agent_guardrails": onAgent(attachGuardrails),
			"genai_detach_agent_guardrail":  detach("guardrails", "guardrail_uuid"),

			"genai_update_agent_deployment_visibility": onAgent(updateVisibility),
			"genai_list_agent_versions":                listVersions,
			"genai_rollback_to_agent_version":          rollback,
			"genai_get_agent_usage":                    getUsage,

			"genai_list_agents_by_openai_key":    agentsBy(openAI, "open_ai_key_uuid"),
			"genai_list_agents_by_anthropic_key": agentsBy(anthropic, "anthropic_key_uuid"),
			"genai_list_agents_by_workspace":     agentsBy(workspaces, "workspace_uuid"),
			"genai_update_agents_workspace":      moveAgents,

			"genai_list_indexing_jobs_by_knowledge_base": jobsOf,
			"genai_list_indexing_job_data_sources":       sourcesOf,
			"genai_cancel_indexing_job":                  cancelJob,
			"genai_create_scheduled_indexing":            createSchedule,
			"genai_get_scheduled_indexing":               getSchedule,
			"genai_delete_scheduled_indexing":            deleteSchedule,
		},
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
				w.Table(schedules)
				w.Table(metrics)
				w.Table(customs)
				w.Table(presets)
			}},
			{Event: engine.Created, Table: "agents", Do: begin},
			{Event: engine.Changed, Table: "agents", Do: showModel},
			{Event: engine.Created, Table: "agents", Do: note},
			{Event: engine.Changed, Table: "agents", Do: note},
			{Event: engine.Created, Table: "knowledge_bases", Do: index},
			{Event: engine.Created, Table: "runs", Do: savePreset},
			{Event: engine.Created, Table: "evaluation_test_cases", Do: showMetrics},
			{Event: engine.Changed, Table: "evaluation_test_cases", Do: showMetrics},
		},
	}
}

// of is the table of a collection.
func of(w *engine.World, path string) *engine.Table {
	for name, k := range w.API.Kinds {
		if k.Path == path {
			return w.Table(name)
		}
	}
	return w.Table(path)
}

// item finds something of a collection.
func item(w *engine.World, path, id string) (*engine.Record, error) {
	return w.Existing(of(w, path), id)
}

func answer(key string, rec *engine.Record) (*engine.Reply, error) {
	return engine.Answer(http.StatusOK, key, engine.Raw(rec.Append(nil))), nil
}

// page answers with a list in the form that these operations have: links and
// meta, or neither.
func page(w *engine.World, r *engine.Request, key string, records []*engine.Record) (*engine.Reply, error) {
	if r.Op.Response.Prop("meta") == nil {
		return w.Whole(r, key, records, nil)
	}
	reply, err := w.Page(r, key, records, false, nil)
	if err != nil {
		return nil, err
	}
	d, err := engine.ParseDocument(reply.Body)
	if err != nil {
		return nil, err
	}
	meta := d.Object("meta")
	pages := engine.Object("total", meta.Integer("total"), "page", 1, "pages", 1)
	d.Put("meta", pages.Raw())
	if !d.Has("links") || d.Get("links") == "{}" {
		d.Put("links", `{"pages":{}}`)
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}

func emptyList(key string) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) { return page(w, r, key, nil) }
}
