// Package serverless simulates the hosts on which models answer. There is no model:
// an answer says so, and repeats what was asked, so that equal questions have equal
// answers.
package serverless

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	invocations = "async_invocations"
	videos      = "videos"
	files       = "batch_files"
	batches     = "batches"
)

// Area is models that answer at once, tasks of models that take time, and batches.
func Area() engine.Area {
	return engine.Area{
		Ops: map[string]engine.Handler{
			"agentInference_create_chat_completion": askAgent,
			"inference_create_chat_completion":      completeChat,
			"inference_create_messages":             createMessage,
			"inference_create_response":             createResponse,
			"inference_create_embedding":            embed,
			"inference_create_image":                draw,
			"inference_create_speech":               speak,
			"inference_list_models":                 listModels,
			"inference_create_async_invoke":         invoke,
			"inference_get_async_invoke":            getInvocation,
			"inference_create_video":                createVideo,
			"inference_get_video":                   getVideo,
			"inference_get_video_content":           getVideoContent,
			"inference_create_batch_file":           createFile,
			"inference_create_batch":                createBatch,
			"inference_list_batches":                listBatches,
			"inference_get_batch":                   getBatch,
			"inference_get_batch_results":           getResults,
			"inference_cancel_batch":                cancelBatch,
		},
		Routes: []engine.Route{
			{ID: "inference_upload_batch_file", Method: "PUT", Path: "/v1/batches/files/{file_id}/content", Serve: upload, Open: true},
			{ID: "inference_download_batch_file", Method: "GET", Path: "/v1/batches/files/{file_id}/content", Serve: download, Open: true},
		},
		Steps: map[string]engine.Step{"serverless.task": taskDone, "serverless.batch": advanced},
		On: []engine.Hook{{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
			for _, name := range []string{invocations, videos, files, batches} {
				w.Table(name)
			}
			w.Table(batches).Newest = true
		}}},
	}
}

// listModels lists those that can be asked.
func listModels(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	known, err := w.Ask(r, "genai_list_models", engine.Document{})
	if err != nil {
		return nil, err
	}
	body, err := engine.ParseDocument(known.Body)
	if err != nil {
		return nil, err
	}
	list := []engine.Document{}
	for _, raw := range engine.Elements(body.Get("models")) {
		m, _ := engine.ParseDocument(raw)
		list = append(list, engine.Object("id", m.Get("id"), "created", began().Unix(), "object", "model", "owned_by", "digitalocean"))
	}
	return engine.Answer(http.StatusOK, "object", "list", "data", list), nil
}

// required refuses a body without what it must have.
func required(b *engine.Document, names ...string) error {
	for _, name := range names {
		if v := b.Get(name); v == "" || v == engine.Null || v == `""` || v == "[]" {
			return engine.BadRequest("%s is required", name)
		}
	}
	return nil
}
