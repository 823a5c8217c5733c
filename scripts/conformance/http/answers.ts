/** Reads the statuses of answers from a connection. Answers have a length, no body, or node's own empty chunked one. */
const LAST_CHUNK = "0\r\n\r\n";

export class AnswerReader {
  readonly statuses: number[] = [];
  #text = "";

  read(chunk: Buffer): void {
    this.#text += chunk.toString("latin1");
    for (;;) {
      const headEnd = this.#text.indexOf("\r\n\r\n");
      if (headEnd === -1) return;
      const head = this.#text.slice(0, headEnd);
      const status = Number(/^HTTP\/1\.1 (\d{3})( |$)/m.exec(head)?.[1]);
      const chunked = /^transfer-encoding: *chunked$/im.test(head);
      const bodyBytes = chunked ? LAST_CHUNK.length : Number(/^content-length: *(\d+)$/im.exec(head)?.[1] ?? 0);
      const end = headEnd + 4 + bodyBytes;
      if (this.#text.length < end) return;
      this.#text = this.#text.slice(end);
      if (!(status < 200)) this.statuses.push(status);
    }
  }
}
