/** Raw answers to the one event that our client has sent. All are latin1 texts. */
import { bytewise, type ResponseCase } from "./case.js";

const head = (startLine: string, headers: readonly string[] = []): string =>
  `${[startLine, ...headers].join("\r\n")}\r\n\r\n`;
const OK = "HTTP/1.1 200 OK";
const NO_CONTENT = head("HTTP/1.1 204 No Content");
const EMPTY = "Content-Length: 0";
const FIVE = "Content-Length: 5";
const CHUNKED = "Transfer-Encoding: chunked";
const chunks = (extension = ""): string => `3${extension}\r\nhel\r\n2${extension}\r\nlo\r\n`;
const LAST = "0\r\n\r\n";

type Short = [
  name: string,
  send: string | readonly string[],
  expect: ResponseCase["expect"],
  afterwards: ResponseCase["afterwards"],
  ending?: ResponseCase["ending"],
];

const section = (number: number, cases: readonly Short[]): ResponseCase[] =>
  cases.map(([name, send, expect, afterwards, ending], i) => ({
    case: `${number}.${i + 1}`,
    name,
    send: typeof send === "string" ? [send] : send,
    expect,
    afterwards,
    ...(ending === undefined ? {} : { ending }),
  }));

const status = (line: string): string => head(`HTTP/1.1 ${line}`, [EMPTY]);

export const responseCases: readonly ResponseCase[] = [
  ...section(1, [
    ["204", NO_CONTENT, "acked", "open"],
    ["204, byte by byte", bytewise(NO_CONTENT), "acked", "open"],
    ["200 without a body", head(OK, [EMPTY]), "acked", "open"],
    ["200 with a body", `${head(OK, [FIVE])}hello`, "acked", "open"],
    ["200 with a body, byte by byte", bytewise(`${head(OK, [FIVE])}hello`), "acked", "open"],
    ["head and body apart", [head(OK, [FIVE]), "hello"], "acked", "open"],
    ["no reason phrase", status("200 "), "acked", "open"],
    ["no reason phrase and no space (9112, 4)", status("200"), "either", "either"],
    ["bytes above ASCII in the reason phrase", status("200 \xe9"), "acked", "open"],
    ["100 Continue first (9110, 15.2)", head("HTTP/1.1 100 Continue") + NO_CONTENT, "acked", "open"],
    [
      "103 Early Hints, three times",
      head("HTTP/1.1 103 Early Hints", ["Link: x"]).repeat(3) + NO_CONTENT,
      "acked",
      "open",
    ],
    ["204 with a length (9110, 8.6)", head("HTTP/1.1 204 No Content", [FIVE]), "either", "either"],
  ]),
  ...section(2, [
    ["a success that nobody knows (9110, 15)", status("299 Fine"), "acked", "open"],
    ["a redirection", head("HTTP/1.1 301 Moved", ["Location: /elsewhere", EMPTY]), "refused", "open"],
    ["304, which has no body (9112, 6.3)", head("HTTP/1.1 304 Not Modified", [FIVE]), "refused", "open"],
    ["410 Gone", status("410 Gone"), "refused", "open"],
    ["503 with a body", `${head("HTTP/1.1 503 Service Unavailable", [FIVE])}hello`, "refused", "open"],
    ["an error that nobody knows", status("599 Odd"), "refused", "open"],
    ["a status above 599 (9110, 15)", status("600 Odd"), "refused", "either"],
    ["a status of two digits", status("20 OK"), "refused", "closed"],
    ["a status of four digits", status("2000 OK"), "refused", "closed"],
    ["101 that nobody asked for", head("HTTP/1.1 101 Switching Protocols", ["Upgrade: h2c"]), "refused", "closed"],
    ["HTTP/2", status("200 OK").replace("1.1", "2"), "refused", "closed"],
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "refused", "closed"],
  ]),
  ...section(3, [
    ["a space before the colon", head(OK, ["x : y", EMPTY]), "either", "either"],
    ["no colon", head(OK, ["x", EMPTY]), "refused", "closed"],
    ["a folded value, which is unfolded (9112, 5.2)", head(OK, ["x: y\r\n z", EMPTY]), "acked", "open"],
    ["NUL in a value", head(OK, ["x: y\0z", EMPTY]), "either", "either"],
    ["bare LF as line end (9112, 2.2)", head(OK, ["x: y\nz: a", EMPTY]), "either", "either"],
    ["no value, tabs, bytes above ASCII", head(OK, ["x:", "y:\tz\t", "z: \xff", EMPTY]), "acked", "open"],
    ["a header of 100,000 bytes", head(OK, [`x: ${"y".repeat(100_000)}`, EMPTY]), "refused", "closed"],
  ]),
  ...section(4, [
    ["two lengths that differ (9112, 6.3)", `${head(OK, [FIVE, "Content-Length: 6"])}hello`, "refused", "closed"],
    ["the same length twice", `${head(OK, [FIVE, FIVE])}hello`, "either", "either"],
    ["a length with a sign", `${head(OK, ["Content-Length: +5"])}hello`, "refused", "closed"],
    ["a length that is no number", `${head(OK, ["Content-Length: five"])}hello`, "refused", "closed"],
    ["a body that is longer than a client can use", head(OK, ["Content-Length: 99999999999"]), "refused", "closed"],
    ["a length beside the coding (9112, 6.1)", head(OK, [FIVE, CHUNKED]) + chunks() + LAST, "either", "closed"],
    ["a body until the end of the connection", `${head(OK)}hello`, "acked", "closed", "end"],
    ["a body that is cut short (9112, 8)", `${head(OK, ["Content-Length: 10"])}hello`, "refused", "closed", "end"],
  ]),
  ...section(5, [
    ["chunks", head(OK, [CHUNKED]) + chunks() + LAST, "acked", "open"],
    ["chunks, byte by byte", bytewise(head(OK, [CHUNKED]) + chunks() + LAST), "acked", "open"],
    ["chunk extensions", head(OK, [CHUNKED]) + chunks(';a="b"') + LAST, "acked", "open"],
    ["a trailer", `${head(OK, [CHUNKED])}${chunks()}0\r\nx: y\r\n\r\n`, "acked", "open"],
    ["a size that is no number", `${head(OK, [CHUNKED])}xyz\r\n`, "refused", "closed"],
    ["a size of 20 hex digits", `${head(OK, [CHUNKED])}${"f".repeat(20)}\r\n`, "refused", "closed"],
    ["a chunk longer than its size", `${head(OK, [CHUNKED])}3\r\nhello\r\n${LAST}`, "refused", "closed"],
    [
      "an extension of 100,000 bytes",
      head(OK, [CHUNKED]) + chunks(`;${"x".repeat(100_000)}`) + LAST,
      "refused",
      "closed",
    ],
    ["cut short between chunks (9112, 8)", head(OK, [CHUNKED]) + chunks(), "refused", "closed", "end"],
    ["an unknown coding", `${head(OK, ["Transfer-Encoding: gzip"])}hello`, "either", "closed", "end"],
  ]),
  ...section(6, [
    ["Connection: close", head(OK, [EMPTY, "Connection: close"]), "acked", "closed"],
    ["HTTP/1.0", head("HTTP/1.0 200 OK", [EMPTY]), "acked", "closed"],
    ["HTTP/1.0 that is kept", head("HTTP/1.0 200 OK", [EMPTY, "Connection: keep-alive"]), "acked", "either"],
    ["an answer more than was asked for", NO_CONTENT + status("500 Odd"), "acked", "closed"],
    ["no answer, the connection ended", [], "refused", "closed", "end"],
    ["no answer, the connection reset", [], "refused", "closed", "reset"],
    ["half an answer, the connection reset", ["HTTP/1.1 200"], "refused", "closed", "reset"],
  ]),
];
