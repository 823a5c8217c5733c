// A webhook receiver with Fastify: a Standard Webhooks signature over the raw body, each event taken once.
import { createHmac, timingSafeEqual } from "node:crypto";
import Fastify from "fastify";

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

const fastify = Fastify({ bodyLimit: 1024 * 1024 });

// The signature is over the bytes as they came, so they are not parsed on the way in.
fastify.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

fastify.post("/webhook", async (request, reply) => {
  const body = request.body ?? Buffer.alloc(0); // a request without a body has none
  if (!isGenuine(request.headers, body)) return reply.code(401).send();
  if (!isNew(request.headers["webhook-id"])) return reply.code(200).send();
  setImmediate(handle, JSON.parse(body));
  return reply.code(202).send();
});

/** @param {{ type: string }} _event */
function handle(_event) {
  // The work is done here, behind the answer: the sender does not wait for it.
}

await fastify.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
