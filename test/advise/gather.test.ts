import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { adviceMd } from "../../src/advise/advice-md.js";
import { advise } from "../../src/advise/advise.js";
import { gather } from "../../src/advise/gather.js";
import type { Result } from "../../src/result/result.js";
import { rootOf } from "../../src/serve/walk.js";
import { chartedStudy } from "../studies/capacity/charted-study.js";
import { simulatedSweep } from "../studies/crossover/simulated-sweep.js";
import { recordOf } from "../studies/sweep/asked.js";
import { workload } from "./known.js";

const EXAMPLE = "reports/examples/chat/result.json";
const { machine } = JSON.parse(readFileSync(EXAMPLE, "utf8")) as Result;

/** Of 200 clients in rooms of 10: nine deliveries for an event. */
async function crossover() {
  const record = await recordOf("chat", ["arrivals.perSecond=1,10,100,1000"]);
  // Deliveries cross at 3 ms ÷ 60 µs = 50 a second
  const known = simulatedSweep({
    ...{ rates: [9, 90, 900, 9000], rounds: 6, noise: { spread: 0.01, shared: 0 }, seed: 1, clients: 200 },
    approaches: { webhook: { standing: 0, perDelivery: 1e5 }, websocket: { standing: 3e6, perDelivery: 4e4 } },
  });
  for (const [i, point] of record.points.entries()) {
    point.rounds = known.points[i]!.rounds.map((round) => ({
      ...round,
      approaches: round.approaches.map((one) => ({ ...one, eventsPerSecond: one.deliveriesPerSecond / 9 })),
    }));
  }
  return { ...record, state: "complete", machine };
}

test("a folder's benches, sweeps and capacities are found once each, and the nearest is used", async (context) => {
  const folder = rootOf(mkdtempSync(path.join(tmpdir(), "pushbench-advise-")));
  context.after(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const swept = await crossover();
  write("swept/study.json", JSON.stringify(swept));
  write(`swept/${swept.points[0]!.folder}/result.json`, readFileSync(EXAMPLE, "utf8"));
  write("searched/study.json", JSON.stringify(await chartedStudy()));
  write("chat/result.json", readFileSync(EXAMPLE, "utf8"));
  const found = await gather(folder, machine);
  assert.deepEqual(found.unreadable, []);
  assert.deepEqual(
    found.evidence.map(({ source, points }) => [source.file, points.length]),
    [
      ["chat/result.json", 1],
      ["swept/study.json", 4],
    ],
  );
  assert.deepEqual(
    found.capacities.map(({ source }) => source.file),
    ["searched/study.json"],
  );

  const asked = workload({ flow: "relay", clients: 200, perSecond: 2, payloadBytes: 375 });
  const advice = advise(asked, found);
  assert.equal(advice.costsFrom!.source.file, "swept/study.json");
  assert.deepEqual(advice.choice, { kind: "take", approach: "webhook", because: "it is surely the cheapest" });
  const [flip] = advice.flip!.answer.kind === "changes" ? advice.flip!.answer.changes : [];
  // 50 deliveries a second are 5.6 events: between the measured 1 and 10
  assert.deepEqual([flip!.below, flip!.above, flip!.from, flip!.to], ["webhook", "websocket", 1, 10]);
  const cpu = advice.approaches[1]!.month.cpuHours!;
  // 2 events a second are 18 deliveries: 3 ms + 18 × 40 µs, of each second of 730 hours
  assert.ok(Math.abs(cpu.estimate / (3.72e-3 * 730) - 1) < 0.02, String(cpu.estimate));
  const text = adviceMd(advice);
  assert.match(text, /Below, `webhook` is cheaper, and above `websocket`: somewhere between 1\.00 events/);
  assert.match(text, /- `websocket`: (2\.99|3\.0\d) ms \([^)]+\) a second \+ [\d.]+ µs \([^)]+\) per delivery/);
});

test("with no sweep, nobody knows where it flips; at another rate, the answer of the same sweep is another", async (context) => {
  const folder = rootOf(mkdtempSync(path.join(tmpdir(), "pushbench-advise-")));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "study.json"), JSON.stringify(await crossover()));
  const found = await gather(folder, machine);
  const at = (perSecond: number) =>
    advise(workload({ flow: "relay", clients: 200, perSecond, payloadBytes: 375 }), found);
  const taken = [1, 100].map((perSecond) => at(perSecond).choice);
  assert.deepEqual(
    taken.map((choice) => choice.kind === "take" && choice.approach),
    ["webhook", "websocket"],
  );
  assert.equal(at(5.5).choice.kind, "cannot tell");
});
