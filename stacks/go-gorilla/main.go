// A WebSocket server with gorilla/websocket: /events takes events and acknowledges each, /rooms/<room> passes texts on to the others.
package main

import (
	"crypto/subtle"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // the token decides

// The ids of the last 50,000 to 100,000 events.
var (
	lock          sync.Mutex
	ids, olderIDs = map[string]bool{}, map[string]bool{}
)

func isNew(id string) bool {
	lock.Lock()
	defer lock.Unlock()
	if ids[id] || olderIDs[id] {
		return false
	}
	if len(ids) >= 50_000 {
		ids, olderIDs = map[string]bool{}, ids
	}
	ids[id] = true
	return true
}

func takeEvents(conn *websocket.Conn) {
	type answer struct {
		Ack   string `json:"ack"`
		Known bool   `json:"known,omitempty"`
	}
	for {
		var event struct{ ID string }
		if _, message, err := conn.ReadMessage(); err != nil || json.Unmarshal(message, &event) != nil {
			return
		}
		if conn.WriteJSON(answer{event.ID, !isNew(event.ID)}) != nil {
			return
		}
	}
}

// member has a lock, for gorilla allows one writer at a time.
type member struct {
	sync.Mutex
	*websocket.Conn
}

// rooms holds a set of members by the number of each room that somebody has joined.
var rooms sync.Map

func joinRoom(conn *websocket.Conn, number uint64) {
	room, _ := rooms.LoadOrStore(number, &sync.Map{})
	self := &member{Conn: conn}
	room.(*sync.Map).Store(self, nil)
	defer room.(*sync.Map).Delete(self)
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		room.(*sync.Map).Range(func(key, _ any) bool {
			if other := key.(*member); other != self {
				other.Lock()
				defer other.Unlock()
				other.WriteMessage(kind, message)
			}
			return true
		})
	}
}

func main() {
	wanted := []byte("Bearer " + os.Getenv("WS_TOKEN"))
	mostRooms, _ := strconv.ParseUint(os.Getenv("ROOMS"), 10, 32)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		room, err := strconv.ParseUint(strings.TrimPrefix(r.URL.Path, "/rooms/room-"), 10, 32)
		isRoom := err == nil && room < mostRooms
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), wanted) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
		} else if !isRoom && r.URL.Path != "/events" {
			w.WriteHeader(http.StatusNotFound)
		} else if conn, err := upgrader.Upgrade(w, r, nil); err == nil {
			defer conn.Close()
			conn.SetReadLimit(1 << 20)
			if isRoom {
				joinRoom(conn, room)
			} else {
				takeEvents(conn)
			}
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
