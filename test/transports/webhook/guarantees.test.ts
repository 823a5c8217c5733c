/**
 * The two guarantees while recipients refuse, reset and answer too late: nothing lost or doubled; or lost exactly what was
 * hit.
 */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { type Flow, type Guarantee, SERVICE } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { startService } from "../../../src/transports/webhook/service.js";
import { signatureNames } from "../../../src/transports/webhook/signatures/registry.js";
import { RecordingObserver, until } from "./recording-observer.js";

const REFUSED_SHARE = 0.3;
const RESET_SHARE = 0.1;
const TIMEOUT_SECONDS = 0.5;
/** undici looks at its time limits twice a second. */
const TOO_SLOW_MS = 2000;
const CLIENTS = 3;
const EVENTS = 60;
/** These meet a handler that takes longer than their sender waits. */
const SLOW_EVENTS = 10;

async function run(context: TestContext, flow: Flow, guarantee: Guarantee) {
  const [atService, atClients] = [new RecordingObserver(), new RecordingObserver()];
  const common = {
    config: config.parse({
      timeoutSeconds: TIMEOUT_SECONDS,
      retries: { schedule: Array(12).fill(1), timeScale: 0.05 },
    }),
    topology: { flow, clients: CLIENTS, roomSize: 1 },
    guarantee,
    secret: "a secret",
  } as const;
  const service = await startService({ ...common, observer: atService, port: 0 });
  context.after(() => service.close());
  const clients = [...Array(CLIENTS).keys()];
  const driver = await createDriver({
    ...common,
    observer: atClients,
    endpoint: { url: loopbackUrl(service.port) },
    clients,
  });
  context.after(() => driver.close());
  await driver.open();
  service.subscribe(driver.subscribers());

  const [sender, recipient] = flow === "broadcast" ? [atService, atClients] : [atClients, atService];
  const owed = () => service.pending() + driver.pending();
  const begin = (index: number): void => {
    const body = encodeEnvelope(index, "test", 0, '{"text":"né"}');
    const sender = index % CLIENTS;
    if (flow === "broadcast") service.publish(index, body);
    else driver.send(sender, index, driver.prepare(sender, index, body));
  };
  const faulty = flow === "broadcast" ? driver : service;
  const faults = { refuse: { share: REFUSED_SHARE, status: 503 as const }, reset: { share: RESET_SHARE } };
  faulty.misbehave(faults);
  for (let index = 0; index < EVENTS; index++) {
    begin(index);
    // In small waves: a busy machine takes its time for a hundred events at once, and nobody is to time out yet.
    if (index % 10 === 9 && guarantee === "at-most-once") await until(() => owed() === 0);
  }
  await until(() => owed() === 0);
  faulty.misbehave({ delayMs: TOO_SLOW_MS });
  for (let index = EVENTS; index < EVENTS + SLOW_EVENTS; index++) begin(index);
  const slow = SLOW_EVENTS * (flow === "broadcast" ? CLIENTS : 1);
  const ofSlow = (kind: "retried" | "refused") => sender.of(kind).filter(({ index }) => index >= EVENTS).length;
  await until(() => ofSlow(guarantee === "at-least-once" ? "retried" : "refused") >= slow);
  faulty.misbehave(null);
  await until(() => owed() === 0);
  return { sender, recipient, recipients: flow === "broadcast" ? clients : [SERVICE] };
}

const isLost = (index: number): boolean => isHit("reset", RESET_SHARE, index) || isHit("refuse", REFUSED_SHARE, index);
const fast = [...Array(EVENTS).keys()];
const all = [...Array(EVENTS + SLOW_EVENTS).keys()];
const pairs = (recipients: number[], indexes: number[]): string[] =>
  indexes.flatMap((index) => recipients.map((recipient) => `${recipient}:${index}`)).sort();

describe("with what takes longer than its sender waits,", { concurrency: true }, () => {
  for (const flow of ["ingest", "broadcast"] as const) {
    test(`${flow} at-least-once delivers every event once, and refuses none`, async (context) => {
      const { sender, recipient, recipients } = await run(context, flow, "at-least-once");
      assert.deepEqual(recipient.pairs("delivered"), pairs(recipients, all));
      assert.deepEqual(sender.of("refused"), []);
      assert.equal(sender.of("acked").length, recipients.length * all.length);
      assert.ok(sender.of("retried").length >= fast.filter(isLost).length * recipients.length);
      // What was answered too late came again, and was taken then: it is the first copy that ends as the second.
      await recipient.until("suppressed", SLOW_EVENTS * recipients.length);
      assert.deepEqual(recipient.pairs("delivered"), pairs(recipients, all));
    });

    test(`${flow} at-most-once loses exactly what was hit, and delivers the rest once`, async (context) => {
      const { sender, recipient, recipients } = await run(context, flow, "at-most-once");
      const arriving = all.filter((index) => index >= EVENTS || !isLost(index));
      await until(() => recipient.of("delivered").length === arriving.length * recipients.length);
      assert.deepEqual(recipient.pairs("delivered"), pairs(recipients, arriving));
      const refusedIndexes = [...new Set(sender.of("refused").map(({ index }) => index))].sort((a, b) => a - b);
      assert.deepEqual(
        refusedIndexes,
        all.filter((index) => index >= EVENTS || isLost(index)),
      );
      assert.deepEqual([...sender.of("retried"), ...recipient.of("suppressed")], []);
    });
  }
});

describe("every signature scheme carries events through retries on both hops:", () => {
  for (const signature of signatureNames) {
    test(signature, async (context) => {
      const [atService, atClients] = [new RecordingObserver(), new RecordingObserver()];
      const common = {
        config: config.parse({ signature, retries: { schedule: Array(10).fill(0.005) } }),
        topology: { flow: "relay", clients: 3, roomSize: 3 },
        guarantee: "at-least-once",
        secret: "a secret",
      } as const;
      const service = await startService({ ...common, observer: atService, port: 0 });
      context.after(() => service.close());
      const clients = [0, 1, 2];
      const driver = await createDriver({
        ...common,
        observer: atClients,
        endpoint: { url: loopbackUrl(service.port) },
        clients,
      });
      context.after(() => driver.close());
      await driver.open();
      service.subscribe(driver.subscribers());
      for (const side of [service, driver]) side.misbehave({ refuse: { share: 0.5, status: 429 } });
      for (let index = 0; index < 12; index++) {
        const body = encodeEnvelope(index, "test", 0, '"né"');
        driver.send(index % 3, index, driver.prepare(index % 3, index, body));
      }
      await atService.until("acked", 24);
      const expected = [...Array(12).keys()].flatMap((index) =>
        clients.filter((client) => client !== index % 3).map((client) => `${client}:${index}`),
      );
      assert.deepEqual(atClients.pairs("delivered"), expected.sort());
      for (const observer of [atService, atClients])
        assert.deepEqual(new Set(observer.reasons("problem")), new Set(["429 Too Many Requests (tried again)"]));
    });
  }
});
