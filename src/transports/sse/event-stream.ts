/** What the service writes into a text/event-stream (WHATWG HTML section 9.2.5). */
import { typeOfEnvelope } from "../../events/envelope.js";
import type { EventWire, Resume } from "../delivery/sending/deliveries.js";

const LINE_END = /\r\n|\r|\n/;
const EVENT_END = "\n\n";
const [LF, CR] = [10, 13];

export const CONTENT_TYPE = "text/event-stream";
/** A comment, which every client passes over. */
export const HEARTBEAT = Buffer.from(":\n\n");

/** Events beside those of the workload; clients that do not know them pass them over. */
export const GAP = "gap";
/** The service ends the stream, for the reason that is its data. */
export const CLOSED = "closed";
/** Of CLOSED: another stream of the same client has taken over, and coming back would drive that one out. */
export const REPLACED = "replaced";

/** Of an event in its stream: `lx3k2a.17`. A client hands it back as it came. */
const idOf = (epoch: string, seq: number): string => (seq === 0 ? "" : `${epoch}.${seq}`);

/** What the id of the last event says that a client had; of an unknown life of the service where it is none of ours. */
export function resumeOf(id: string): Resume {
  const [, epoch = "", seq = "0"] = /^(.*)\.(\d{1,15})$/.exec(id) ?? [];
  return { epoch, seq: Number(seq) };
}

export const eventWire = (epoch: string): EventWire => ({
  encode: (body, seq) => encodeEvent(body, idOf(epoch, seq)),
  typeOf(message) {
    const lines = message.toString().matchAll(/^data: (.*)$/gm);
    return typeOfEnvelope(Buffer.from([...lines].map(([, line]) => line).join("\n")));
  },
});

/** `id`: empty where nobody resumes. Made once, however many recipients. Lines of the body become lines of data. */
export function encodeEvent(body: Buffer, id: string): Buffer {
  const idLine = id === "" ? "" : `id: ${id}\n`;
  if (body.includes(LF) || body.includes(CR)) return Buffer.from(`${idLine}${dataLines(body.toString())}\n`);
  const head = `${idLine}data: `;
  const event = Buffer.allocUnsafe(head.length + body.length + EVENT_END.length);
  event.write(head, 0, "latin1");
  body.copy(event, head.length);
  event.write(EVENT_END, head.length + body.length, "latin1");
  return event;
}

/** A word of the service to a client, beside the events of the workload. */
export const encodeText = (text: string, type: string): Buffer => Buffer.from(`event: ${type}\n${dataLines(text)}\n`);

const dataLines = (text: string): string =>
  text
    .split(LINE_END)
    .map((line) => `data: ${line}\n`)
    .join("");
