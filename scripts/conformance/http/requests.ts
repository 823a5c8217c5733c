/**
 * Raw requests. All are latin1 texts. The events in them are evt_0000000000,
 * evt_0000000001, …: whoever plays a case gives them numbers that were not used before.
 */
import { bytewise, type RequestCase } from "./case.js";

const OK = [200, 202, 204];
const BAD = [400];
/** Rejecting is right, and so is repairing what the RFC lets recipients repair. */
const OK_OR_BAD = [...OK, ...BAD];
const TOO_LARGE = [400, 413];
const HEAD_TOO_LARGE = [400, 414, 431];
const UNKNOWN_CODING = [400, 501];
const WRONG_METHOD = [400, 405, 501];

const event = (number: number): string =>
  `{"id":"evt_000000000${number}","type":"t","timestamp":"2026-01-01T00:00:00.000Z","data":"twenty to the dozen"}`;
const BODY = event(0);
/** Both of our sides take 1 MiB. */
const TOO_LONG = "x".repeat(1024 * 1024 + 1);
const LENGTH = `Content-Length: ${BODY.length}`;
const CHUNKED = "Transfer-Encoding: chunked";
const DEFAULTS = ["Host: pushbench.example", "Content-Type: application/json"];

/** A head with an empty line behind it. */
const head = (startLine: string, headers: readonly string[]): string =>
  `${[startLine, ...headers].join("\r\n")}\r\n\r\n`;
const POST = "POST /clients/0/events HTTP/1.1";

/** A good request, with headers added or its start line replaced. */
function post(number: number, headers: readonly string[] = [], startLine = POST): string {
  return head(startLine, [...DEFAULTS, `webhook-id: evt_000000000${number}`, LENGTH, ...headers]) + event(number);
}

/** A request whose body is framed by what is given, not by a length of its own. */
const framed = (headers: readonly string[], body: string): string =>
  head(POST, [...DEFAULTS, "webhook-id: evt_0000000000", ...headers]) + body;

const chunk = (data: string, size = data.length.toString(16), extension = ""): string =>
  `${size}${extension}\r\n${data}\r\n`;
const LAST = "0\r\n\r\n";
const halves = (extension = ""): string =>
  chunk(BODY.slice(0, 40), undefined, extension) + chunk(BODY.slice(40), undefined, extension);

type Short = [
  name: string,
  send: string | readonly string[],
  expect: RequestCase["expect"],
  afterwards?: RequestCase["afterwards"],
];

/** Numbers them; what is not said stays open. */
const section = (number: number, cases: readonly Short[]): RequestCase[] =>
  cases.map(([name, send, expect, afterwards = "open"], i) => ({
    case: `${number}.${i + 1}`,
    name,
    send: typeof send === "string" ? [send] : send,
    expect,
    afterwards,
  }));

const whole = post(0);
const headEnd = whole.indexOf("\r\n\r\n");

const splits = section(1, [
  ["a request in one piece", whole, [OK]],
  ["byte by byte", bytewise(whole), [OK]],
  ["head and body apart", [whole.slice(0, headEnd + 4), whole.slice(headEnd + 4)], [OK]],
  ["split within the empty line", [whole.slice(0, headEnd + 3), whole.slice(headEnd + 3)], [OK]],
  ["an empty line before it (9112, 2.2)", `\r\n${whole}`, [OK]],
]);

const startLines = section(2, [
  ["a method that nobody knows", post(0, [], "FETCH /clients/0/events HTTP/1.1"), [WRONG_METHOD], "either"],
  ["a method in lower case", post(0, [], "post /clients/0/events HTTP/1.1"), [WRONG_METHOD], "either"],
  ["GET", head("GET /clients/0/events HTTP/1.1", DEFAULTS), [WRONG_METHOD], "either"],
  [
    "HTTP/2.0, in the form of 1.1 (9110, 2.5)",
    post(0, [], "POST /clients/0/events HTTP/2.0"),
    [[...OK, 400, 505]],
    "either",
  ],
  ["another protocol's name", post(0, [], "POST /clients/0/events HTTQ/1.1"), [BAD], "closed"],
  ["no version (9112, 3: 400 is advised)", "POST /clients/0/events\r\n\r\n", [[400, 415, 505]], "closed"],
  ["two spaces (9112, 3)", post(0, [], "POST  /clients/0/events HTTP/1.1"), [OK_OR_BAD], "either"],
  ["a space in the target", post(0, [], "POST /clients/0/events x HTTP/1.1"), [BAD], "closed"],
  ["a control character in the target", post(0, [], "POST /clients/0/events\x01 HTTP/1.1"), [BAD], "closed"],
  ["a target of 40,000 bytes", post(0, [], `POST /${"a".repeat(40_000)} HTTP/1.1`), [HEAD_TOO_LARGE], "closed"],
  [
    "a whole URL as the target (9112, 3.2.2)",
    post(0, [], "POST http://pushbench.example/clients/0/events HTTP/1.1"),
    [OK],
  ],
  ["HTTP/1.0", post(0, [], "POST /clients/0/events HTTP/1.0"), [OK], "closed"],
]);

const headers = section(3, [
  ["a space before the colon (9112, 5.1)", post(0, ["x : y"]), [BAD], "closed"],
  ["no colon", post(0, ["x"]), [BAD], "closed"],
  ["no name", post(0, [": y"]), [BAD], "closed"],
  ["a name with a bracket", post(0, ["x(y: z"]), [BAD], "closed"],
  ["a folded value (9112, 5.2)", post(0, ["x: y\r\n z"]), [OK_OR_BAD], "either"],
  [
    "a line that begins with a space, before all headers (9112, 2.2)",
    post(0, [], `${POST}\r\n x: y`),
    [OK_OR_BAD],
    "either",
  ],
  ["NUL in a value (9110, 5.5)", post(0, ["x: y\0z"]), [OK_OR_BAD], "either"],
  ["CR in a value (9112, 2.2)", post(0, ["x: y\rz"]), [OK_OR_BAD], "either"],
  ["bare LF as line end (9112, 2.2)", post(0, ["x: y\nz: a"]), [OK_OR_BAD], "either"],
  ["no value", post(0, ["x:"]), [OK]],
  ["tabs and spaces around a value", post(0, ["x:\t y \t"]), [OK]],
  ["bytes above ASCII in a value", post(0, ["x: \xe9\xff"]), [OK]],
  ["names in capitals", whole.replace("Content-Length", "CONTENT-LENGTH").replace("webhook-id", "WEBHOOK-ID"), [OK]],
  ["a header of 40,000 bytes", post(0, [`x: ${"y".repeat(40_000)}`]), [HEAD_TOO_LARGE], "closed"],
  [
    "4,000 headers",
    post(
      0,
      Array.from({ length: 4000 }, (_, i) => `x-${i}: y`),
    ),
    [HEAD_TOO_LARGE],
    "closed",
  ],
  ["an upgrade that nobody offers", post(0, ["Connection: upgrade", "Upgrade: h2c"]), [OK]],
]);

const withoutHost = whole.replace(`${DEFAULTS[0]}\r\n`, "");
const hosts = section(4, [
  ["no Host (9112, 3.2)", withoutHost, [BAD], "closed"],
  ["two Hosts", post(0, ["Host: other.example"]), [BAD], "either"],
  ["the same Host twice", post(0, [DEFAULTS[0]!]), [BAD], "either"],
  ["an invalid Host", whole.replace("Host: pushbench.example", "Host: push bench/x"), [BAD], "either"],
  ["an empty Host", whole.replace("Host: pushbench.example", "Host:"), [OK_OR_BAD], "either"],
  ["HTTP/1.0 without Host", withoutHost.replace("HTTP/1.1", "HTTP/1.0"), [OK], "closed"],
]);

const lengthOf = (value: string): string => framed([`Content-Length: ${value}`], BODY);
const lengths = section(5, [
  ["a length with a sign", lengthOf(`+${BODY.length}`), [BAD], "closed"],
  ["a negative length", lengthOf("-1"), [BAD], "closed"],
  ["a length in hex", lengthOf("0x70"), [BAD], "closed"],
  ["a length with letters behind it", lengthOf(`${BODY.length}x`), [BAD], "closed"],
  ["an empty length", lengthOf(""), [BAD], "closed"],
  ["two lengths that differ (9112, 6.3)", framed([LENGTH, "Content-Length: 1"], BODY), [BAD], "closed"],
  ["a list of lengths that differ", lengthOf(`${BODY.length}, 1`), [BAD], "closed"],
  ["the same length twice (9112, 6.3)", framed([LENGTH, LENGTH], BODY), [OK_OR_BAD], "either"],
  ["a length with zeros before it", lengthOf(`000${BODY.length}`), [OK]],
  ["a length above 2^64", lengthOf("18446744073709551617"), [TOO_LARGE], "closed"],
  ["a body above the limit", framed([`Content-Length: ${TOO_LONG.length}`], TOO_LONG), [TOO_LARGE], "either"],
]);

const chunked = (body: string, ...more: string[]): string => framed([CHUNKED, ...more], body);
const codings = section(6, [
  ["one chunk", chunked(chunk(BODY) + LAST), [OK]],
  ["several chunks", chunked(halves() + LAST), [OK]],
  ["several chunks, byte by byte", bytewise(chunked(halves() + LAST)), [OK]],
  ["chunk extensions (9112, 7.1.1)", chunked(halves(';a;b=c;d="e f"') + LAST), [OK]],
  ["a trailer (9112, 7.1.2)", chunked(`${halves()}0\r\nx: y\r\n\r\n`), [OK]],
  ["sizes in capitals, with zeros", chunked(chunk(BODY, `000${BODY.length.toString(16).toUpperCase()}`) + LAST), [OK]],
  ["the coding in capitals", framed(["Transfer-Encoding: CHUNKED"], halves() + LAST), [OK]],
  ["a length beside the coding (9112, 6.1)", chunked(halves() + LAST, LENGTH), [OK_OR_BAD], "closed"],
  [
    "the coding beside a length of another request",
    framed(["Content-Length: 5", CHUNKED], halves() + LAST),
    [OK_OR_BAD],
    "closed",
  ],
  ["an unknown coding", framed(["Transfer-Encoding: xchunked"], halves() + LAST), [UNKNOWN_CODING], "closed"],
  ["gzip, chunked", framed(["Transfer-Encoding: gzip, chunked"], halves() + LAST), [UNKNOWN_CODING], "either"],
  [
    "chunked not as the last coding (9112, 6.3)",
    framed(["Transfer-Encoding: chunked, gzip"], halves() + LAST),
    [BAD],
    "closed",
  ],
  [
    "chunked twice (9112, 6.1)",
    framed(["Transfer-Encoding: chunked, chunked"], halves() + LAST),
    [UNKNOWN_CODING],
    "closed",
  ],
  ["two coding headers", chunked(halves() + LAST, "Transfer-Encoding: identity"), [UNKNOWN_CODING], "closed"],
  [
    "the coding in HTTP/1.0 (9112, 6.1)",
    chunked(halves() + LAST).replace("HTTP/1.1", "HTTP/1.0"),
    [OK_OR_BAD],
    "closed",
  ],
  ["a size of 20 hex digits (9112, 7.1)", chunked(chunk(BODY, "f".repeat(20)) + LAST), [TOO_LARGE], "closed"],
  ["chunks above the limit", chunked(chunk(TOO_LONG.slice(0, 100_000)).repeat(11) + LAST), [TOO_LARGE], "either"],
  ["a size that is no number", chunked(chunk(BODY, "xyz") + LAST), [BAD], "closed"],
  ["a negative size", chunked(chunk(BODY, "-1") + LAST), [BAD], "closed"],
  ["a size with 0x", chunked(chunk(BODY, `0x${BODY.length.toString(16)}`) + LAST), [BAD], "closed"],
  ["an empty size", chunked(chunk(BODY, "") + LAST), [BAD], "closed"],
  ["a chunk longer than its size", chunked(chunk(BODY, (BODY.length - 1).toString(16)) + LAST), [BAD], "closed"],
  ["bare LF behind the size", chunked(chunk(BODY).replace("\r\n", "\n") + LAST), [BAD], "closed"],
  ["an extension of 100,000 bytes", chunked(halves(`;${"x".repeat(100_000)}`) + LAST), [[400, 413, 431]], "closed"],
  [
    "a trailer of 100,000 bytes",
    chunked(`${halves()}0\r\nx: ${"y".repeat(100_000)}\r\n\r\n`),
    [[400, 413, 431]],
    "closed",
  ],
]);

const second = post(1);
const notAnEvent = framed(["Content-Length: 4"], "true");
const pipelining = section(7, [
  ["two requests at once", whole + second, [OK, OK]],
  ["ten requests at once", Array.from({ length: 10 }, (_, i) => post(i)).join(""), new Array(10).fill(OK)],
  ["two requests, byte by byte", bytewise(whole + second), [OK, OK]],
  ["a chunked request and another", chunked(halves() + LAST) + second, [OK, OK]],
  ["a request that is no event, and another", notAnEvent + second, [BAD, OK]],
  ["a request, then bytes that are none", `${whole}\x00\x01\x02 garbage\r\n\r\n`, [OK, BAD], "closed"],
  ["Connection: close (9112, 9.6)", post(0, ["Connection: close"]), [OK], "closed"],
  ["a request behind Connection: close", post(0, ["Connection: close"]) + second, [OK], "closed"],
  [
    "HTTP/1.0 that asks to be kept",
    post(0, ["Connection: keep-alive"], "POST /clients/0/events HTTP/1.0"),
    [OK],
    "either",
  ],
  [
    "Expect: 100-continue (9110, 10.1.1)",
    [whole.replace(LENGTH, `${LENGTH}\r\nExpect: 100-continue`).slice(0, -BODY.length), BODY],
    [OK],
  ],
  ["an expectation that nobody knows", post(0, ["Expect: a-miracle"]), [[...OK, 417]], "either"],
]);

const cutShort: RequestCase[] = [
  ["within the head", whole.slice(0, 60)],
  ["within the body", whole.slice(0, -10)],
  ["within a chunk", chunked(halves()).slice(0, -10)],
].map(([where, text], i) => ({
  case: `8.${i + 1}`,
  name: `ended ${where}`,
  send: [text!],
  // An answer is not demanded. That the event is not taken is: the runner holds the list of those that were.
  expect: [[...BAD, 408]],
  afterwards: "closed",
  halfClose: true,
}));

export const requestCases: readonly RequestCase[] = [
  ...splits,
  ...startLines,
  ...headers,
  ...hosts,
  ...lengths,
  ...codings,
  ...pipelining,
  ...cutShort,
];
