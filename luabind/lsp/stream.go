package lsp

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/creachadair/jrpc2/channel"
)

// stream ends for the server when the editor says exit or is gone, but not
// before every request is answered: the server drops what is under way when its
// channel ends.
type stream struct {
	channel.Channel
	mu      sync.Mutex
	settled sync.Cond
	waiting int  // requests without an answer
	broken  bool // nothing can be answered any more
}

func newStream(c channel.Channel) *stream {
	s := &stream{Channel: c}
	s.settled.L = &s.mu
	return s
}

// envelope is what tells messages apart.
type envelope struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

func (s *stream) Recv() ([]byte, error) {
	data, err := s.Channel.Recv()
	var e envelope
	if len(data) > 0 {
		_ = json.Unmarshal(data, &e) // what is broken the server refuses
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil || e.Method == "exit":
		for s.waiting > 0 && !s.broken {
			s.settled.Wait()
		}
		if err == nil {
			err = io.EOF
		}
		return nil, err
	case e.Method != "" && e.ID != nil:
		s.waiting++
	}
	return data, nil
}

func (s *stream) Send(data []byte) error {
	err := s.Channel.Send(data)
	var e envelope
	_ = json.Unmarshal(data, &e)
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Method == "" && e.ID != nil {
		s.waiting--
	}
	s.broken = s.broken || err != nil
	s.settled.Broadcast()
	return err
}

func (s *stream) Close() error {
	s.mu.Lock()
	s.broken = true
	s.settled.Broadcast()
	s.mu.Unlock()
	return s.Channel.Close()
}
