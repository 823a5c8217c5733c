/** On real sockets. Both sides run here, and one of them has a clock made wrong on purpose: so the truth is known. */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { type Clock, monotonicNs } from "../../../src/clock.js";
import { PushbenchError } from "../../../src/errors.js";
import { answer, answerIn, clockKey, question, questionIn } from "../../../src/fleet/clock/clock-datagram.js";
import { type ClockReading, clockLine } from "../../../src/fleet/clock/clock-offset.js";
import { type ProbeOptions, probeClock } from "../../../src/fleet/clock/clock-probe.js";
import { startClockResponder } from "../../../src/fleet/clock/clock-responder.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { NS_PER_SECOND } from "../../../src/units.js";
import { trueOffsetNs } from "./clocks.js";
import { middleman } from "./udp-middleman.js";

const TOKEN = "0123456789abcdef0123456789abcdef";
const key = clockKey(TOKEN);

/** From a day on which both clocks begin at 0, so that the drift of a test is not that of the host's whole uptime. */
const originNs = monotonicNs();
const now: Clock = () => monotonicNs() - originNs;
const wrong = { shiftNs: 5 * NS_PER_SECOND, drift: 200e-6 };
const wrongNow: Clock = () => {
  const atNs = now();
  return atNs + trueOffsetNs(wrong, atNs);
};

async function responderPort(context: TestContext): Promise<number> {
  const responder = await startClockResponder({ address: LOOPBACK, port: 0, token: TOKEN, now: wrongNow });
  context.after(() => responder.close());
  return responder.port;
}

const probe = (port: number, options: Partial<ProbeOptions> = {}): Promise<ClockReading> =>
  probeClock({ worker: "a", address: LOOPBACK, port, token: TOKEN, now, answers: 5, ...options });

const isWithin = ({ offsetNs, boundNs }: { offsetNs: number; boundNs: number }, atNs: number): void =>
  assert.ok(Math.abs(offsetNs - trueOffsetNs(wrong, atNs)) <= boundNs + 1, `${offsetNs} ± ${boundNs} at ${atNs}`);

const isUnknown = (says: RegExp) => (error: unknown) =>
  error instanceof PushbenchError && error.code === "clock-unknown" && says.test(error.message);

test("a clock that is shifted by 5 s and drifts by 200 ppm comes back within the bound, before, after and in between", async (t) => {
  const port = await responderPort(t);
  const before = await probe(port);
  const between = [await probe(port), await probe(port)];
  const after = await probe(port);
  for (const reading of [before, ...between, after]) {
    isWithin(reading, reading.atNs);
    assert.ok(reading.boundNs > 0);
  }
  const line = clockLine(before, after) ?? assert.fail("these clocks keep time");
  for (const { atNs } of between) isWithin(line.estimateAt(atNs), atNs);
});

test("lost, doubled and reordered datagrams widen the bound at most", async (t) => {
  const port = await responderPort(t);
  let asked = 0;
  let held: Buffer | undefined;
  const out = (datagram: Buffer) => (asked++ % 3 === 0 ? [] : [datagram]);
  const back = (datagram: Buffer) => {
    if (held === undefined) {
      held = datagram; // until the next one has overtaken it
      return [];
    }
    const both = [datagram, datagram, held];
    held = undefined;
    return both;
  };
  const reading = await probe(await middleman(t, port, { out, back }), { patienceMs: 10 });
  isWithin(reading, reading.atNs);
  assert.ok(asked > 5, `${asked} questions`);
});

test("forged, changed and repeated answers do not count, whatever they say", async (t) => {
  const port = await responderPort(t);
  const seen: Buffer[] = [];
  let forged = 0;
  const back = (datagram: Buffer) => {
    const { nonce, answeredNs } = answerIn(key, datagram)!;
    const changed = Buffer.from(datagram);
    changed.writeDoubleBE(answeredNs + NS_PER_SECOND, 29);
    const made = answer(clockKey("a stranger's token"), { nonce, receivedNs: 1, answeredNs: 2 });
    const before = [made, changed, question(key, nonce), Buffer.from("hello"), ...seen];
    seen.push(datagram);
    forged += before.length;
    return [...before, datagram];
  };
  const reading = await probe(await middleman(t, port, { back }));
  isWithin(reading, reading.atNs);
  assert.ok(forged >= 5 * 4);
});

test("without one genuine answer the clock is unknown, and the error says what came instead", async (t) => {
  const port = await responderPort(t);
  const limits = { limitMs: 30, patienceMs: 10 };
  const lost = await middleman(t, port, { out: () => [] });
  await assert.rejects(probe(lost, limits), isUnknown(/clock of worker a .*UDP port \d+, and nothing came back\./));
  const stranger = await middleman(t, port, { back: () => [Buffer.from("hello")] });
  await assert.rejects(probe(stranger, limits), isUnknown(/came back, none of which is an answer signed with/));
  const otherToken = { ...limits, token: "another token" };
  await assert.rejects(probe(port, otherToken), isUnknown(/nothing came back\./), "the responder says nothing to it");
});

test("a port where nobody listens, or that is none, is an unknown clock and no crash", async () => {
  const socket = createSocket("udp4").bind(0, LOOPBACK);
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  await assert.rejects(probe(port, { limitMs: 30, patienceMs: 10 }), isUnknown(/nothing came back/));
  await assert.rejects(probe(70_000), isUnknown(/nothing came back \(.+\)/));
});

test("a responder answers who has the token, and nobody else", async (t) => {
  const port = await responderPort(t);
  const socket = createSocket("udp4");
  t.after(() => void socket.close());
  const nonce = Buffer.alloc(16, 7);
  const strangers = [question(clockKey("a stranger's"), nonce), Buffer.from("hello"), Buffer.alloc(0)];
  const answers = [answer(key, { nonce, receivedNs: 0, answeredNs: 0 })];
  for (const datagram of [...strangers, ...answers, question(key, nonce)]) socket.send(datagram, port, LOOPBACK);
  const [first] = (await once(socket, "message")) as [Buffer];
  assert.deepEqual(answerIn(key, first)?.nonce, nonce, "what came first is the answer to the last");
  assert.equal(questionIn(key, first), undefined);
});

test("a port that somebody has is refused with a way out", async (t) => {
  const port = await responderPort(t);
  await assert.rejects(
    startClockResponder({ address: LOOPBACK, port, token: TOKEN }),
    (error) => error instanceof PushbenchError && error.code === "port-taken" && error.hint !== undefined,
  );
});
