/** One HTTP request of a check on a connection of its own, by Node's own client, with whatever came of it as the answer. */
import { type IncomingMessage, type OutgoingHttpHeaders, request, STATUS_CODES } from "node:http";

export interface Answer {
  /** Absent: none came. */
  status?: number;
  /** The body, or why there was no answer. */
  text: string;
}

export interface Posted {
  url: URL;
  method: string;
  headers: OutgoingHttpHeaders;
  body: Buffer;
  /** Sent in chunks, so that nobody is told beforehand how long it is. */
  chunked?: boolean;
  /** How long the answer may take. */
  seconds: number;
}

/** Rejects only when it is aborted. A service may answer before it has read the whole body, and then break the connection. */
export async function post(
  { url, method, headers, body, chunked, seconds }: Posted,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const tooLate = AbortSignal.timeout(seconds * 1e3);
  const length = chunked ? { "transfer-encoding": "chunked" } : { "content-length": body.length };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, agent: false, signal: AbortSignal.any([signal, tooLate]) };
      const sent = request(url, { ...options, headers: { ...headers, ...length } }, resolve);
      sent.on("error", reject);
      sent.end(body);
    });
    return { status: response.statusCode!, text: await textOf(response) };
  } catch (error) {
    signal.throwIfAborted();
    return { text: tooLate.aborted ? `nothing within ${seconds} s` : (error as Error).message };
  }
}

/** What came of it: when the connection breaks behind the head, the status counts all the same. */
async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch {
    // the status is there
  }
  return Buffer.concat(chunks).toString();
}

/** As a reader would say it: `401 Unauthorized`. */
export function shownAnswer({ status, text }: Answer): string {
  return status === undefined ? `no answer (${text})` : `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}
