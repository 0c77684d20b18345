package serverless

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// dimensions is how long the vectors are.
const dimensions = 256

// vector follows from a text alone, and has the length one.
func vector(text string) []float32 {
	v := make([]float32, 0, dimensions)
	sum, square := sha256.Sum256([]byte(text)), 0.0
	for len(v) < dimensions {
		for i := 0; i < len(sum) && len(v) < dimensions; i += 2 {
			x := float64(int16(binary.BigEndian.Uint16(sum[i:]))) / math.MaxInt16
			v, square = append(v, float32(x)), square+x*x
		}
		sum = sha256.Sum256(sum[:])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v
}

func embed(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model", "input"); err != nil {
		return nil, err
	}
	inputs := []engine.Raw{b.Get("input")}
	if inputs[0][0] == '[' {
		inputs = engine.Elements(inputs[0])
	}
	list, asked := []engine.Document{}, 0
	for i, raw := range inputs {
		text := textOf(raw)
		if text == "" {
			text = string(raw) // a list of tokens
		}
		v := vector(text)
		numbers := make([]engine.Raw, len(v))
		for i, x := range v {
			numbers[i] = engine.Raw(strconv.FormatFloat(float64(x), 'g', -1, 32))
		}
		var shown any = numbers
		if b.Str("encoding_format") == "base64" {
			var buf bytes.Buffer
			binary.Write(&buf, binary.LittleEndian, v)
			shown = base64.StdEncoding.EncodeToString(buf.Bytes())
		}
		list = append(list, engine.Object("index", i, "object", "embedding", "embedding", shown))
		asked += tokens(text)
	}
	return engine.Answer(http.StatusOK, "object", "list", "model", b.Str("model"), "data", list,
		"usage", engine.Object("prompt_tokens", asked, "total_tokens", asked)), nil
}

// draw gives a small picture of one colour, which follows from the text.
func draw(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model", "prompt"); err != nil {
		return nil, err
	}
	n := max(1, b.Integer("n"))
	if n > 10 {
		return nil, engine.BadRequest("n must be at most 10")
	}
	list := []engine.Document{}
	for i := range n {
		h := sha256.Sum256([]byte(b.Str("prompt") + string(rune('0'+i))))
		m := image.NewPaletted(image.Rect(0, 0, 16, 16), color.Palette{color.RGBA{h[0], h[1], h[2], 255}})
		var buf bytes.Buffer
		if err := png.Encode(&buf, m); err != nil {
			return nil, err
		}
		list = append(list, engine.Object("b64_json", base64.StdEncoding.EncodeToString(buf.Bytes()), "revised_prompt", b.Str("prompt")))
	}
	if b.Boolean("stream") {
		var events []engine.Document
		for i := range list {
			events = append(events, engine.Object("type", "image_generation.partial_image", "b64_json", list[i].Get("b64_json"), "created_at", w.Now.Unix(),
				"size", "auto", "quality", "auto", "background", "auto", "output_format", "png", "partial_image_index", i))
		}
		return stream(events, true, true), nil
	}
	return engine.Answer(http.StatusOK, "created", w.Now.Unix(), "data", list, "output_format", "png", "background", "opaque", "quality", "low", "size", "auto"), nil
}

// silence is a frame of MPEG audio in which nothing is heard: 26 ms.
func silence() []byte { return append([]byte{0xff, 0xfb, 0x90, 0xc4}, make([]byte, 413)...) }

// speak answers with a silence that is as long as the text.
func speak(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model", "input"); err != nil {
		return nil, err
	}
	if f := b.Str("response_format"); f != "" && f != "mp3" {
		return nil, engine.BadRequest("the simulator speaks mp3 only")
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: "audio/mpeg", Body: bytes.Repeat(silence(), 1+tokens(b.Str("input")))}, nil
}

// invoke begins a task of a model, which takes some time.
func invoke(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model_id", "input"); err != nil {
		return nil, err
	}
	id, input := w.UUID(), b.Object("input")
	asked := input.Get("prompt")
	if asked == "" {
		asked = input.Get("text")
	}
	s := answer(asked, 0)
	rec := w.Add(invocations, id, engine.Object("request_id", id, "status", "QUEUED", "model_id", b.Str("model_id"), "created_at", w.Now,
		"started_at", nil, "completed_at", nil, "output", nil, "error", nil, "_text", s.text))
	begin(w, r, rec, "IN_PROGRESS", "COMPLETED", "FAILED")
	return &engine.Reply{Status: http.StatusAccepted, ContentType: engine.JSONType, Body: rec.Append(nil)}, nil
}

// begin has a task start, and end.
func begin(w *engine.World, r *engine.Request, rec *engine.Record, going, done, failed string) {
	w.Transition(2*time.Second, "serverless.task", rec, going)
	if r.Fail {
		done = failed
	}
	w.Transition(w.Between(5*time.Second, 30*time.Second), "serverless.task", rec, done)
}

// taskDone is the step in which a task has a state: going, done or failed.
func taskDone(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("status", args[0])
	switch args[0] {
	case "IN_PROGRESS":
		rec.Set("started_at", w.Now)
	case "COMPLETED":
		rec.Set("completed_at", w.Now)
		rec.Set("output", engine.Object("text", rec.Str("_text")))
	case "FAILED", "failed":
		rec.Set("completed_at", w.Now)
		rec.Set("error", "the simulator was told to have this fail")
	case "completed":
		rec.Set("output", engine.Object("url", rec.Str("_url")))
	}
	return true
}

func getInvocation(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return get(w, r, invocations)
}

func get(w *engine.World, r *engine.Request, table string) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(table), r.Last())
	if err != nil {
		return nil, err
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: rec.Append(nil)}, nil
}

func createVideo(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model", "prompt"); err != nil {
		return nil, err
	}
	id := "video_" + w.UUID()
	rec := w.Add(videos, id, engine.Object("id", id, "object", "video", "created_at", w.Now.Unix(), "model", b.Str("model"), "status", "queued",
		"error", nil, "_url", r.Base+"/v1/videos/"+id+"/content"))
	begin(w, r, rec, "in_progress", "completed", "failed")
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: rec.Append(nil)}, nil
}

func getVideo(w *engine.World, r *engine.Request) (*engine.Reply, error) { return get(w, r, videos) }

// getVideoContent gives a file of the form, in which nothing is seen.
func getVideoContent(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(videos), r.Param("video_id"))
	if err != nil {
		return nil, err
	}
	if rec.Str("status") != "completed" {
		return nil, engine.Conflict("the video is %s", rec.Str("status"))
	}
	empty := "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x08mdat"
	return &engine.Reply{Status: http.StatusOK, ContentType: "video/mp4", Body: []byte(empty)}, nil
}
