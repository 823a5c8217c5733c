/** A receiver of webhooks as it should be, and one with each flaw that a check must find. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { setTimeout } from "node:timers/promises";

export const receiverFlaws = [
  "answers before it verifies",
  "verifies nothing",
  "takes the signature for any body",
  "takes stale events",
  "takes events of the future",
  "lets forged events take ids",
  "forgets",
  "forgets for a moment",
  "refuses what it knows",
  "has no limit",
  "believes Content-Length",
  "has a limit of a few bytes",
  "breaks off",
  "is broken by long events",
] as const;

export type ReceiverFlaw = (typeof receiverFlaws)[number];

export const RECEIVER_SECRET = "whsec_cHVzaGJlbmNoIHRlc3RzIHRoaXMgcmVjZWl2ZXI=";
const KEY = Buffer.from(RECEIVER_SECRET.slice("whsec_".length), "base64");
const MOST_BYTES = 1024 * 1024;
const FEW_BYTES = 64 * 1024;
const TOLERANCE_SECONDS = 300;
/** Longer than eight connections take to be opened. */
const FORGETS_MS = 50;

/** It listens nowhere yet. */
export function createReceiver(flaw?: ReceiverFlaw): Server {
  const known = new Set<string>();
  let isBroken = false;

  function isForged(request: IncomingMessage, body: Buffer): boolean {
    const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      String(request.headers[name] ?? ""),
    );
    if (flaw === "verifies nothing" || flaw === "answers before it verifies") return false;
    const aheadSeconds = Number(timestamp) - Date.now() / 1e3;
    if (!(aheadSeconds > -TOLERANCE_SECONDS) && flaw !== "takes stale events") return true;
    if (!(aheadSeconds < TOLERANCE_SECONDS) && flaw !== "takes events of the future") return true;
    if (flaw === "takes the signature for any body") return !/^v1,\S{44}$/.test(signature!);
    return signature !== `v1,${createHmac("sha256", KEY).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
  }

  async function statusFor(request: IncomingMessage, body: Buffer): Promise<number> {
    const id = String(request.headers["webhook-id"]);
    if (isBroken) return 500;
    const mostBytes = flaw === "has a limit of a few bytes" ? FEW_BYTES : MOST_BYTES;
    const bytes = flaw === "believes Content-Length" ? Number(request.headers["content-length"] ?? 0) : body.length;
    if (bytes > mostBytes && flaw !== "has no limit") {
      isBroken = flaw === "is broken by long events";
      return 413;
    }
    const isKnown = known.has(id);
    if (flaw === "lets forged events take ids") known.add(id);
    if (isForged(request, body)) return 401;
    if (flaw === "forgets for a moment") await setTimeout(FORGETS_MS);
    if (flaw !== "forgets") known.add(id);
    if (!isKnown) return 202;
    return flaw === "refuses what it knows" ? 409 : 200;
  }

  return createServer(async (request, response) => {
    if (flaw === "breaks off") {
      request.socket.destroy();
      return;
    }
    if (flaw === "answers before it verifies") response.writeHead(202).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = await statusFor(request, Buffer.concat(chunks));
    if (!response.headersSent) response.writeHead(status).end();
  });
}
