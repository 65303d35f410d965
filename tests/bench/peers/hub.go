// The hub that the design grew from: a channel of ten events for each client, and what does not fit is dropped.
// `hub PORT`
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
)

type hub struct {
	sync.RWMutex
	clients map[chan string]struct{}
}

func (h *hub) subscribe() chan string {
	events := make(chan string, 10)
	h.Lock()
	defer h.Unlock()
	h.clients[events] = struct{}{}
	return events
}

func (h *hub) unsubscribe(events chan string) {
	h.Lock()
	defer h.Unlock()
	delete(h.clients, events)
}

func (h *hub) publish(event string) {
	h.RLock()
	defer h.RUnlock()
	for events := range h.clients {
		select {
		case events <- event:
		default: // the client is slow: it never hears of this one
		}
	}
}

func (h *hub) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	events := h.subscribe()
	defer h.unsubscribe(events)
	flusher := w.(http.Flusher)
	flusher.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case event := <-events:
			fmt.Fprintf(w, "%s\n\n", event)
			flusher.Flush()
		}
	}
}

func main() {
	h := &hub{clients: map[chan string]struct{}{}}
	http.HandleFunc("GET /events", h.stream)
	http.HandleFunc("POST /publish", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
		h.publish("event: state\ndata: " + string(body))
	})
	panic(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
