/** More than 10,000 bad requests to webhook receivers and endpoints: none is taken, nothing breaks or grows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loopbackUrl } from "../../../src/loopback.js";
import { seededRandom } from "../../../src/random.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { startService } from "../../../src/transports/webhook/service.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import {
  type SignatureName,
  signatureNames,
  signatureSchemes,
} from "../../../src/transports/webhook/signatures/registry.js";
import { badWebhooks, bytesOf, type Signer, signed, untimelyWebhooks } from "../../conformance/corpora/bad-webhooks.js";
import { HttpAttacker } from "../../conformance/corpora/http-attacker.js";
import { CountingObserver, settledMemoryBytes } from "../../conformance/corpora/watch.js";
import { timeless } from "../../transports/webhook/signatures/timeless.js";

const SECRET = "corpus";
const CLIENT = 3;
/** Warms up, and then thrice the same: what grows with every request grows every time. */
const PASSES = [1000, 1000, 1000, 1000];
const REQUESTS_PER_OTHER_SCHEME = 210;
const CONNECTIONS = 16;
/** Per request. The heap itself moves by a few hundred kilobytes; a leak of one buffer or closure each would be seen. */
const GROWTH_BYTES = 300;
const DELIVERED_FIRST = 20;
const LIMIT = { timeout: 60_000 };

interface Recipient {
  host: string;
  port: number;
  observer: CountingObserver;
  close(): Promise<void>;
}

/** At most once: who sends an event twice has listened. */
const options = (name: SignatureName) => ({
  config: config.parse({ signature: name }),
  guarantee: "at-most-once" as const,
  secret: SECRET,
  observer: new CountingObserver(),
});

async function receiver(name: SignatureName): Promise<Recipient> {
  const { observer, ...rest } = options(name);
  const service = await startService({
    ...rest,
    observer,
    port: 0,
    topology: { flow: "ingest", clients: 10, roomSize: 10 },
  });
  return { host: "127.0.0.1", port: service.port, observer, close: () => service.close() };
}

async function endpoint(name: SignatureName): Promise<Recipient> {
  const { observer, ...rest } = options(name);
  const topology = { flow: "broadcast" as const, clients: 10, roomSize: 10 };
  const driver = await createDriver({
    ...rest,
    observer,
    topology,
    endpoint: { url: loopbackUrl(1) },
    clients: [CLIENT],
  });
  await driver.open();
  const { hostname, port } = new URL(driver.subscribers()[0]!.url);
  return { host: hostname, port: Number(port), observer, close: () => driver.close() };
}

for (const [what, open] of Object.entries({ receiver, endpoint })) {
  test(`no bad request is taken by the ${what}, and its memory stays flat`, LIMIT, async (t) => {
    const recipient = await open("standard-webhooks");
    t.after(() => recipient.close());
    const attack = await begin(recipient, "standard-webhooks");
    const memory: number[] = [];
    for (const count of PASSES) {
      await attack.send(count);
      memory.push(await settledMemoryBytes());
    }
    await attack.end();
    const growth = memory.slice(1).map((bytes, i) => bytes - memory[i]!);
    assert.ok(Math.min(...growth) < PASSES[1]! * GROWTH_BYTES, `memory grew by ${growth.join(", ")} bytes`);
  });

  test(`no bad request is taken by the ${what} under any other scheme`, LIMIT, async (t) => {
    for (const name of signatureNames) {
      if (name === "none" || name === "standard-webhooks") continue;
      const recipient = await open(name);
      t.after(() => recipient.close());
      const attack = await begin(recipient, name);
      await attack.send(REQUESTS_PER_OTHER_SCHEME);
      await attack.end();
      await recipient.close();
    }
  });
}

/** Good requests first, to be replayed; a good one at last. Nothing between them may be taken. */
async function begin({ host, port, observer }: Recipient, name: SignatureName) {
  const random = seededRandom(1, name);
  const kinds = Object.entries({ ...badWebhooks, ...(timeless.includes(name) ? {} : untimelyWebhooks) });
  const unsent = { scheme: signatureSchemes[name], keys: new KeyRing(SECRET), client: CLIENT, delivered: [] };
  const delivered = Array.from({ length: DELIVERED_FIRST }, (_, i) => bytesOf(CLIENT, signed(unsent, 1_000_000 + i)));
  const signer: Signer = { ...unsent, delivered };
  const attackers = Array.from({ length: CONNECTIONS }, () => new HttpAttacker(host, port));
  for (const bytes of delivered) assert.equal(await attackers[0]!.send({ bytes }), 204);
  let index = 0;

  async function attackWith(attacker: HttpAttacker): Promise<void> {
    const [kind, make] = kinds[index % kinds.length]!;
    const made = make(random, signer, index++);
    const bad = "bytes" in made ? made : { bytes: bytesOf(CLIENT, made) };
    const answer = await attacker.send(bad);
    assert.ok(answer === "closed" || answer >= 400, `${name}, ${kind}: ${answer} to ${bad.bytes}`);
  }

  return {
    async send(count: number): Promise<void> {
      const perAttacker = Math.ceil(count / CONNECTIONS);
      await concurrently(CONNECTIONS, attackers, async (attacker) => {
        for (let i = 0; i < perAttacker; i++) await attackWith(attacker);
      });
    },
    async end(): Promise<void> {
      assert.equal(observer.deliveries, DELIVERED_FIRST);
      // They are counted one by one: a reason that quotes what was sent would be memory for an attacker to fill.
      assert.ok(
        observer.reasons.size < 60,
        `${observer.reasons.size} different reasons: ${[...observer.reasons.keys()]}`,
      );
      assert.equal(await attackers[0]!.send({ bytes: bytesOf(CLIENT, signed(signer, 2_000_000)) }), 204);
      assert.equal(observer.deliveries, DELIVERED_FIRST + 1);
      for (const attacker of attackers) attacker.close();
    },
  };
}
