/** What the service writes into a text/event-stream (WHATWG HTML section 9.2.5). */
const LINE_END = /\r\n|\r|\n/;
const EVENT_END = "\n\n";
const [LF, CR] = [10, 13];

export const CONTENT_TYPE = "text/event-stream";
/** A comment, which every client passes over. */
export const HEARTBEAT = Buffer.from(":\n\n");

/** `id`: empty where nobody resumes. Made once, however many recipients. Lines of the body become lines of data. */
export function encodeEvent(body: Buffer, id: string): Buffer {
  if (body.includes(LF) || body.includes(CR)) return encodeText(body.toString(), id);
  const head = `${id === "" ? "" : `id: ${id}\n`}data: `;
  const event = Buffer.allocUnsafe(head.length + body.length + EVENT_END.length);
  event.write(head, 0, "latin1");
  body.copy(event, head.length);
  event.write(EVENT_END, head.length + body.length, "latin1");
  return event;
}

/** `type`: what it is beside the events of the workload, e.g. a word of the service to its client. */
export function encodeText(text: string, id = "", type = ""): Buffer {
  const lines = text.split(LINE_END).map((line) => `data: ${line}\n`);
  return Buffer.from(`${id === "" ? "" : `id: ${id}\n`}${type === "" ? "" : `event: ${type}\n`}${lines.join("")}\n`);
}
