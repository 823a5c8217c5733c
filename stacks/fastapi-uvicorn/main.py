"""A webhook receiver with FastAPI: a Standard Webhooks signature over the raw body, each event taken once."""
import base64
import hashlib
import hmac
import json
import os
import time

from fastapi import BackgroundTasks, FastAPI, HTTPException, Request, Response

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


# The ids of the last events. Several workers would keep them in a database.
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


app = FastAPI()


@app.post("/webhook")
async def webhook(request: Request, background: BackgroundTasks):
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    if not is_genuine(request.headers, body):
        raise HTTPException(401)
    if not is_new(request.headers["webhook-id"]):
        return Response(status_code=200)
    background.add_task(handle, json.loads(body))
    return Response(status_code=202, background=background)


async def handle(event):
    """The work is done here, behind the answer: the sender does not wait for it."""
