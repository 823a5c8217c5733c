// A webhook receiver with net/http: a Standard Webhooks signature over the raw body, each event taken once.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	toleranceSeconds = 300
	mostBytes        = 1 << 20
	mostIDs          = 50_000
)

func isGenuine(key []byte, header http.Header, body []byte) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || id == "" || math.Abs(float64(time.Now().Unix()-seconds)) > toleranceSeconds {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(given), expected) {
			return true
		}
	}
	return false
}

// recent keeps the ids of the last events. Several processes would keep them in a database.
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
	if len(r.ids) >= mostIDs {
		r.ids, r.older = map[string]bool{}, r.ids
	}
	r.ids[id] = true
	return true
}

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	if err != nil {
		log.Fatal(err)
	}
	known := recent{ids: map[string]bool{}}
	http.HandleFunc("/webhook", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
		var event struct{ Type string }
		switch {
		case err != nil:
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		case !isGenuine(key, r.Header, body):
			w.WriteHeader(http.StatusUnauthorized)
		case json.Unmarshal(body, &event) != nil:
			w.WriteHeader(http.StatusBadRequest)
		case !known.isNew(r.Header.Get("webhook-id")):
			w.WriteHeader(http.StatusOK)
		default:
			w.WriteHeader(http.StatusAccepted) // here the event goes to a worker
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
