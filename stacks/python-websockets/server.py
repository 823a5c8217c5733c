"""A WebSocket server with websockets: /events takes events and acknowledges each, /rooms/<room> passes texts on to the others."""
import asyncio
import hmac
import json
import os
from http import HTTPStatus

# The classes that Debian 12 has (version 10) and later versions keep under this name.
from websockets.legacy.protocol import broadcast
from websockets.legacy.server import serve

WANTED = f"Bearer {os.environ['WS_TOKEN']}".encode()
ROOMS = {f"/rooms/room-{room}": set() for room in range(int(os.environ.get("ROOMS", "1000")))}

# The ids of the last 50,000 to 100,000 events.
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


async def check(path, headers):
    if not hmac.compare_digest(headers.get("authorization", "").encode(), WANTED):
        return HTTPStatus.UNAUTHORIZED, [], b""
    if path != "/events" and path not in ROOMS:
        return HTTPStatus.NOT_FOUND, [], b""


async def handle(websocket):
    if websocket.path == "/events":
        async for message in websocket:
            event_id = json.loads(message)["id"]
            answer = {"ack": event_id} if is_new(event_id) else {"ack": event_id, "known": True}
            await websocket.send(json.dumps(answer))
        return
    members = ROOMS[websocket.path]
    members.add(websocket)
    try:
        async for message in websocket:
            broadcast(members - {websocket}, message)
    finally:
        members.remove(websocket)


async def main():
    async with serve(handle, "127.0.0.1", int(os.environ["PORT"]), process_request=check, max_size=2**20):
        await asyncio.Future()


asyncio.run(main())
