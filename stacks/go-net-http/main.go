// A webhook receiver with net/http: a Standard Webhooks signature over the raw body, each event taken once.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const tolerance = 300 * time.Second

func isGenuine(key []byte, header http.Header, body []byte) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	age := time.Since(time.Unix(seconds, 0))
	if err != nil || id == "" || age > tolerance || age < -tolerance {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(append([]byte(id+"."+timestamp+"."), body...))
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(given), expected) {
			return true
		}
	}
	return false
}

// The ids of the last 50,000 to 100,000 events. Several processes would keep them in a database.
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

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/webhook", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		var event struct{ Type string }
		switch {
		case r.Method != http.MethodPost:
			w.WriteHeader(http.StatusMethodNotAllowed)
		case err != nil:
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		case !isGenuine(key, r.Header, body):
			w.WriteHeader(http.StatusUnauthorized)
		case json.Unmarshal(body, &event) != nil:
			w.WriteHeader(http.StatusBadRequest)
		case isNew(r.Header.Get("webhook-id")):
			w.WriteHeader(http.StatusAccepted) // here the event goes to a worker
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
