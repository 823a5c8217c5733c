import type { HttpRequest } from "../card.js";
import type { WebhookMessage } from "./driver.js";

/** A prepared request's bytes taken apart again, so that head and signature are made in one place, the driver. */
export function requestOf(message: WebhookMessage): HttpRequest {
  const bytes = Buffer.isBuffer(message) ? message : message.request;
  const headEnd = bytes.indexOf("\r\n\r\n");
  const [start, ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return {
    method: "POST",
    path: start!.split(" ")[1]!,
    headers: Object.fromEntries(headers),
    body: bytes.subarray(headEnd + 4),
  };
}
