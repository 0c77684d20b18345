package engine

import "sync"

// buffers holds the bodies of list pages, which are large and many.
var buffers sync.Pool

func getBuffer() []byte {
	if b, ok := buffers.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, 4<<10)
}

// PutBuffer takes a body back that nobody reads any more.
func PutBuffer(b []byte) {
	if cap(b) >= 4<<10 {
		buffers.Put(&b)
	}
}
