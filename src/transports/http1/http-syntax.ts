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

/** Decimal digits and nothing else, below 10^15; −1 otherwise. */
export function decimalIn(bytes: Buffer, from: number, to: number): number {
  if (to <= from || to - from > 15) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Without regard to case; `lower` is in lower case. */
export function isSpelled(bytes: Buffer, from: number, to: number, lower: string): boolean {
  if (to - from !== lower.length) return false;
  for (let i = 0; i < lower.length; i++) {
    const byte = bytes[from + i]!;
    if ((byte >= 65 && byte <= 90 ? byte | 32 : byte) !== lower.charCodeAt(i)) return false;
  }
  return true;
}

/** The first position from `from` on whose byte is not in the set, `to` at most. */
export function skipped(bytes: Buffer, from: number, to: number, set: Uint8Array): number {
  let at = from;
  while (at < to && set[bytes[at]!] === 1) at++;
  return at;
}

/** Of a list such as that of Connection, in lower case. */
export const optionsIn = (list: string): string[] => list.toLowerCase().split(/[ \t]*,[ \t]*/);
