/** What may stand where in an HTTP/1.1 message, and the names of everything that may not (RFC 9110, RFC 9112). */
export const MAX_HEAD_BYTES = 16 * 1024;

export const httpProblems = {
  "bare line feed": "A line does not end in CR LF.",
  "head too large": "More than 16 KiB of start line and headers, or of trailers.",
  "bad start line": "Neither a request line nor a status line of HTTP/1.0 or HTTP/1.1.",
  "bad header": "A header without a name, with a space before the colon or with control characters.",
  "folded header": "A request's header continues on the next line (obs-fold), or one that frames an answer does.",
  "bad host": "An HTTP/1.1 request without exactly one Host, or with one that names no host.",
  "bad content-length": "Content-Length is not one plain number.",
  "bad transfer-encoding": "Transfer-Encoding is not just `chunked`, or comes in HTTP/1.0.",
  "length and encoding": "Both Content-Length and Transfer-Encoding.",
  "body too large": "More body bytes than this side accepts.",
  "bad chunk": "A chunk's size, extension or end is malformed.",
  "unexpected upgrade": "101 Switching Protocols that nobody asked for.",
  "cut short": "The connection ended inside a message.",
} as const;

export type HttpProblem = keyof typeof httpProblems;

export const CR = 13;
export const LF = 10;
export const TAB = 9;
export const SPACE = 32;
export const COLON = 58;

/** tchar of RFC 9110 section 5.6.2. */
export const isToken = byteSet((byte) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)));
/** What a header value or a reason phrase may hold: HTAB, SP, VCHAR, obs-text. */
export const isText = byteSet((byte) => byte === TAB || (byte >= 32 && byte !== 127));
/** What a request target may hold: VCHAR. */
export const isTarget = byteSet((byte) => byte > 32 && byte < 127);
/** What a Host may hold: a name or address of RFC 3986 and a port. */
export const isHost = byteSet((byte) => /[A-Za-z0-9\-._~%!$&'()*+,;=:[\]]/.test(String.fromCharCode(byte)));

function byteSet(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}
