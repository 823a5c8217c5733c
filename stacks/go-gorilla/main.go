// A WebSocket server with gorilla/websocket: /events takes events and acknowledges each, /rooms/<room> passes texts on to the others.
package main

import (
	"crypto/subtle"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// client has a lock because gorilla allows one writer at a time.
type client struct {
	sync.Mutex
	*websocket.Conn
}

func (c *client) write(kind int, data []byte) error {
	c.Lock()
	defer c.Unlock()
	c.SetWriteDeadline(time.Now().Add(10 * time.Second))
	return c.WriteMessage(kind, data)
}

func (c *client) keepAlive() {
	for c.write(websocket.PingMessage, nil) == nil {
		time.Sleep(30 * time.Second)
	}
	c.Close()
}

type answer struct {
	Ack   string `json:"ack"`
	Known bool   `json:"known,omitempty"`
}

// recent keeps the ids of the last 50,000 to 100,000 events.
type recent struct {
	sync.Mutex
	ids, older map[string]bool
}

func (r *recent) isNew(id string) bool {
	r.Lock()
	defer r.Unlock()
	if r.ids[id] || r.older[id] {
		return false
	}
	if len(r.ids) >= 50_000 {
		r.ids, r.older = map[string]bool{}, r.ids
	}
	r.ids[id] = true
	return true
}

func (r *recent) takeEvents(c *client) {
	for {
		var event struct{ ID string }
		_, message, err := c.ReadMessage()
		if err != nil || json.Unmarshal(message, &event) != nil {
			return
		}
		answer, _ := json.Marshal(answer{event.ID, !r.isNew(event.ID)})
		if c.write(websocket.TextMessage, answer) != nil {
			return
		}
	}
}

func joinRoom(c *client, members *sync.Map) {
	members.Store(c, true)
	defer members.Delete(c)
	for {
		kind, message, err := c.ReadMessage()
		if err != nil {
			return
		}
		members.Range(func(member, _ any) bool {
			if member != c {
				member.(*client).write(kind, message)
			}
			return true
		})
	}
}

func main() {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // the token decides
	wanted := []byte("Bearer " + os.Getenv("WS_TOKEN"))
	known := recent{ids: map[string]bool{}}
	rooms := map[string]*sync.Map{}
	count, _ := strconv.Atoi(os.Getenv("ROOMS"))
	for room := 0; room < count; room++ {
		rooms["/rooms/room-"+strconv.Itoa(room)] = &sync.Map{}
	}

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		members := rooms[r.URL.Path]
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), wanted) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
		} else if members == nil && r.URL.Path != "/events" {
			w.WriteHeader(http.StatusNotFound)
		} else if conn, err := upgrader.Upgrade(w, r, nil); err == nil { // refused ones are answered by Upgrade
			defer conn.Close()
			conn.SetReadLimit(1 << 20)
			c := &client{Conn: conn}
			go c.keepAlive()
			if members == nil {
				known.takeEvents(c)
			} else {
				joinRoom(c, members)
			}
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
