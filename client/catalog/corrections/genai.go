package corrections

var genai = Area{
	Name:      "genai",
	Relations: genaiRelations,
	Fixes: []Fix{
		{
			Ops: []string{"genai_create_custom_evaluation_metric", "genai_update_custom_evaluation_metric"}, At: []string{"config.turn_type"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AgentPlatform",
		},
		{
			Ops: []string{"genai_create_evaluation_dataset"}, At: []string{"dataset_paradigm"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AgentPlatform",
		},
		{
			Ops: []string{"genai_create_model_evaluation_run"}, At: []string{"epochs"}, Add: `{"type": "integer"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AgentPlatform",
		},
		{
			Ops: []string{"genai_create_model_evaluation_run"}, At: []string{"candidate_inference_config.reasoning_effort"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AgentPlatform",
		},
		{
			Ops: []string{"genai_update_agent"}, At: []string{"region"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AgentUpdateRequest",
		},
		{
			Ops: []string{"genai_update_knowledge_base"}, At: []string{"embedding_model_uuid"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's UpdateKnowledgeBaseRequest",
		},
	},
	Secrets: []Secret{
		{Models: []string{"apiDropboxOauth2GetTokensOutput"}, Fields: []string{"token"}},
		{Ops: []string{"genai_create_*_presigned_urls"}, Fields: []string{"presigned_url"}},
	},
}
