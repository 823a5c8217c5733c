"""A webhook receiver with Flask: a Standard Webhooks signature over the raw body, each event taken once."""
import base64
import hashlib
import hmac
import json
import os
import time

from flask import Flask, abort, request

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300
MOST_BYTES = 1024 * 1024


def is_genuine(headers, body):
    event_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not event_id or not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    digest = hmac.digest(KEY, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    expected = b"v1," + base64.b64encode(digest)
    given = headers.get("webhook-signature", "").encode()
    return any(hmac.compare_digest(one, expected) for one in given.split(b" "))


# The ids of the last 50,000 to 100,000 events. Several workers would keep them in a database.
MOST_IDS = 50_000
ids, older_ids = set(), set()


def is_new(event_id):
    global ids, older_ids
    if event_id in ids or event_id in older_ids:
        return False
    if len(ids) >= MOST_IDS:
        ids, older_ids = set(), ids
    ids.add(event_id)
    return True


app = Flask(__name__)


@app.post("/webhook")
def webhook():
    body = request.stream.read(MOST_BYTES + 1)  # MAX_CONTENT_LENGTH is for forms alone before Werkzeug 2.3
    if len(body) > MOST_BYTES:
        abort(413)
    if not is_genuine(request.headers, body):
        abort(401)
    if not is_new(request.headers["webhook-id"]):
        return "", 200
    handle(json.loads(body))
    return "", 202


def handle(event):
    """Here the event goes to a queue: the sender does not wait for the work."""
