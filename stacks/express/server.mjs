// A webhook receiver with Express: a Standard Webhooks signature over the raw body, each event taken once.
import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace("whsec_", ""), "base64");
const TOLERANCE_SECONDS = 300;

function isGenuine(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" } = headers;
  if (!id || !(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS)) return false;
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${digest}`);
  return signatures.split(" ").some((text) => {
    const given = Buffer.from(text);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

// The ids of the last 50,000 to 100,000 events. Several processes would keep them in a database.
const MOST_IDS = 50_000;
let ids = new Set();
let olderIds = new Set();

function isNew(id) {
  if (ids.has(id) || olderIds.has(id)) return false;
  if (ids.size >= MOST_IDS) [ids, olderIds] = [new Set(), ids];
  ids.add(id);
  return true;
}

const app = express();

app.post("/webhook", express.raw({ type: "*/*", limit: "1mb" }), (request, response) => {
  const body = request.body ?? Buffer.alloc(0); // a request without a body has none
  if (!isGenuine(request.headers, body)) return response.sendStatus(401);
  if (!isNew(request.get("webhook-id"))) return response.sendStatus(200);
  setImmediate(handle, JSON.parse(body));
  response.sendStatus(202);
});

/** @param {{ type: string }} _event */
function handle(_event) {
  // The work is done here, behind the answer: the sender does not wait for it.
}

app.listen(Number(process.env.PORT), "127.0.0.1");
