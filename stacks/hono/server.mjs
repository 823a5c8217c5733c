// A webhook receiver with Hono on Node.js: a Standard Webhooks signature over the raw body, each event taken once.
import { createHmac, timingSafeEqual } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace("whsec_", ""), "base64");
const TOLERANCE_SECONDS = 300;

function isGenuine(id, timestamp, signatures, body) {
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

const app = new Hono();

app.post("/webhook", bodyLimit({ maxSize: 1024 * 1024 }), async (c) => {
  const body = await c.req.text();
  const id = c.req.header("webhook-id");
  const signatures = c.req.header("webhook-signature") ?? "";
  if (!isGenuine(id, c.req.header("webhook-timestamp"), signatures, body)) return c.body(null, 401);
  if (!isNew(id)) return c.body(null, 200);
  setImmediate(handle, JSON.parse(body));
  return c.body(null, 202);
});

/** @param {{ type: string }} _event */
function handle(_event) {
  // The work is done here, behind the answer: the sender does not wait for it.
}

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
