import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { monotonicNs } from "../../src/clock.js";
import { Recorder } from "../../src/collectors/recorder.js";
import { encodeEvent } from "../../src/events/templates.js";
import type { Schedule } from "../../src/executors/schedule.js";
import { SERVICE, type Topology } from "../../src/flow.js";
import { wireIndex } from "../../src/generators/event-encoder.js";
import { Generator, type SliceReport } from "../../src/generators/generator.js";
import { loopbackUrl } from "../../src/loopback.js";
import { transports } from "../../src/transports/registry.js";
import { msToNs, nsToMs } from "../../src/units.js";

const [secret, guarantee] = ["a secret of this test", "at-most-once"] as const;
const patience = { quietMs: 2_000, limitMs: 5_000 };

/** Plays one slice, without length, of one event that the service publishes, and that has arrived when the slice is announced. */
async function sliceOfOneEvent(leadNs: number): Promise<SliceReport> {
  const topology: Topology = { flow: "broadcast", clients: 2, roomSize: 1 };
  const transport = transports.websocket;
  const config = (await transport.config()).parse({});
  const observer = new Recorder(monotonicNs);
  const shared = { config, topology, guarantee, secret };
  const service = await transport.startService({ ...shared, observer, port: 0 });
  const generator = new Generator(monotonicNs);
  try {
    const endpoint = { url: loopbackUrl(service.port) };
    await generator.addSide({ ...shared, approach: "it", transport: "websocket", endpoint, clients: [0, 1] });
    await generator.open("it", [0, 1]);
    const schedule: Schedule = {
      dueNs: Float64Array.of(0),
      sender: Int32Array.of(SERVICE),
      payloadBytes: Int32Array.of(100),
    };
    const none = new Int32Array(0);
    const source = { template: "chat-message", seed: 1 } as const;
    generator.load({
      ...{ source, pacing: "timers", schedules: { warmUp: schedule, measured: schedule } },
      own: { warmUp: none, measured: none },
    });
    const slice = { phase: "measured", offsetNs: 0, lengthNs: 1e6, from: 0, to: 1 } as const;
    generator.prepare({ approach: "it", slice });
    const index = wireIndex("measured", 0);
    const before = generator.progress("it").progress;
    service.publish(index, encodeEvent("chat-message", 1, { index, dueNs: 0, bytes: 100 }));
    while (generator.progress("it").progress === before) await setImmediate(); // then a client has it
    return await generator.run({ approach: "it", slice, startNs: monotonicNs() + leadNs, patience });
  } finally {
    await generator.close();
    await service.close();
  }
}

test("deliveries of a slice count although the call that runs it comes after them", async () => {
  const { observations, settled } = await sliceOfOneEvent(0);
  const index = wireIndex("measured", 0);
  assert.deepEqual([...observations.delivered.index], [index, index]);
  assert.ok(settled);
});

test("what a generator did before a slice is not in the slice's CPU, however early it was told of it", async () => {
  const leadNs = msToNs(500);
  const { sample } = await sliceOfOneEvent(leadNs);
  assert.ok(sample.elapsedNs < leadNs, `the sample is ${nsToMs(sample.elapsedNs)} ms long`);
});
