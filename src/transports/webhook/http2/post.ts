/** An event that is posted over HTTP/2: what is sent of it, and what has become of its attempt. It is made before it is due. */
import { STATUS_CODES } from "node:http";
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import type { AnswerHead } from "../taken.js";

/** Also the head of its answer, once that is there: a further object for each event would have to be made while others wait. */
export class Post implements AnswerHead {
  readonly index: number;
  /** Of the attempt: the next one has a new timestamp, and so a new signature. */
  headers: OutgoingHttpHeaders;
  readonly body: Buffer;

  /** This attempt was handed to a stream. */
  isWritten = false;
  /** How often in a row a peer said that it had not begun it. */
  timesUnbegun = 0;

  // Of the attempt that is under way:
  stream: ClientHttp2Stream | undefined;
  /** By the coarse clock of its session: when it was written, or until then handed in. */
  sinceMs = 0;
  /** What its connection had read when it was written: nothing more until its time is up, and the connection is dead. */
  bytesBefore = 0;
  /** Its session was open before it was handed in: the peer may just be closing it. */
  onKept = false;
  /** It was answered, or has failed. Its stream may still be open. */
  isDone = false;
  /** What its stream broke with. */
  error: NodeJS.ErrnoException | undefined;
  answer: IncomingHttpHeaders | undefined;
  /** The body of the answer so far. */
  pieces: Buffer[] | undefined;
  answerBytes = 0;

  constructor(index: number, headers: OutgoingHttpHeaders, body: Buffer) {
    this.index = index;
    this.headers = headers;
    this.body = body;
  }

  /** For another attempt. */
  renew(headers: OutgoingHttpHeaders): void {
    this.headers = headers;
    this.isWritten = false;
    this.timesUnbegun = 0;
  }

  /** To be called before it is handed to a session. */
  begin(sinceMs: number, onKept: boolean): void {
    this.stream = undefined;
    this.sinceMs = sinceMs;
    this.onKept = onKept;
    this.isDone = false;
    this.error = undefined;
    this.answer = undefined;
    this.pieces = undefined;
    this.answerBytes = 0;
  }

  get status(): number {
    return Number(this.answer?.[":status"] ?? 0);
  }

  /** HTTP/2 sends none: it is the usual one, so that reasons read as they do over HTTP/1.1. */
  get statusText(): string {
    return STATUS_CODES[this.status] ?? "";
  }

  header(name: string): string | undefined {
    return this.answer?.[name]?.toString();
  }
}
