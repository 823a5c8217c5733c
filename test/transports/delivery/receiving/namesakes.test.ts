import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeEnvelope } from "../../../../src/events/envelope.js";
import { loopbackUrl } from "../../../../src/loopback.js";
import { Namesakes } from "../../../../src/transports/delivery/receiving/namesakes.js";
import { type AnyCard, transports } from "../../../../src/transports/registry.js";
import { RecordingObserver, until } from "../../websocket/recording-observer.js";

const event = (index: number, text: string) => encodeEnvelope(index, "chat.message", 0, JSON.stringify({ text }));

test("copies of an event have its number; another event under that number has one of its own, whoever asks first", () => {
  const namesakes = new Namesakes();
  const numberOf = (index: number, text: string) => {
    const bytes = event(index, text);
    return namesakes.numberOf(index, bytes, bytes.length);
  };
  for (const text of ["", "a", "x".repeat(5000)]) {
    const [first, second] = [numberOf(text.length, text), numberOf(text.length, `${text.slice(1)}b`)];
    assert.equal(first, text.length);
    assert.ok(second >= 2 ** 31);
    assert.deepEqual([numberOf(text.length, text), numberOf(text.length, `${text.slice(1)}b`)], [first, second]);
  }
  assert.notEqual(numberOf(0, "c"), numberOf(1, "c"));
});

test("numbers that are far apart cost a bounded amount of memory", () => {
  const namesakes = new Namesakes();
  const bytes = event(0, "");
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 20_000; i++) assert.equal(namesakes.numberOf(i * 1024, bytes, bytes.length), i * 1024);
  globalThis.gc?.();
  assert.ok(process.memoryUsage().arrayBuffers - before < 90 * 1024 * 1024);
});

for (const name of ["webhook", "websocket"] as const)
  for (const guarantee of ["at-least-once", "at-most-once"] as const)
    test(`${name}, ${guarantee}: events of two senders under one id both reach a third member, once`, async (t) => {
      const transport = transports[name] as AnyCard;
      const signature = name === "webhook" ? "standard-webhooks" : "hmac-sha256";
      const [inService, atClients] = [new RecordingObserver(), new RecordingObserver()];
      const common = {
        config: (await transport.config()).parse({ signature }),
        topology: { flow: "relay", clients: 3, roomSize: 3 } as const,
        ...{ guarantee, secret: "s" },
      };
      const service = await transport.startService({ ...common, observer: inService, port: 0 });
      t.after(() => service.close());
      const to = { endpoint: { url: loopbackUrl(service.port) }, clients: [0, 1, 2] };
      const driver = await transport.createDriver({ ...common, ...to, observer: atClients });
      t.after(() => driver.close());
      await driver.open();
      service.subscribe(driver.subscribers());
      for (const client of [1, 0]) driver.send(client, 42, driver.prepare(client, 42, event(42, `of ${client}`)));
      await until(() => atClients.deliveredEvents.length === 4 && service.pending() === 0);
      assert.deepEqual(atClients.deliveredEvents.map(([client]) => client).sort(), [0, 1, 2, 2]);
      assert.deepEqual([atClients.suppressedEvents, atClients.problems, inService.problems], [[], [], []]);
    });
