/** A folder of results for a test, and a site that shows it without a socket. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Result } from "../../src/result/result.js";
import { Shelf } from "../../src/serve/shelf.js";
import { Site } from "../../src/serve/site.js";
import { rootOf } from "../../src/serve/walk.js";
import { type Answer, isStream } from "../../src/web/answer.js";
import { examine } from "../../src/web/request.js";
import { resultOf } from "../reporters/fixture.js";
import { simulatedSweep } from "../studies/crossover/simulated-sweep.js";

export interface Shown {
  root: string;
  shelf: Shelf;
  /** Writes a file, and the folders that it needs. */
  write(file: string, text: string): void;
  /** What is answered to this address; undefined where there is no such page. */
  ask(target: string): Promise<Answer | undefined>;
  /** The same of a page that is there. */
  read(target: string): Promise<string>;
  /** From then on the folder is looked through again. */
  later(): void;
}

export function shownFolder(context: TestContext): Shown {
  const root = rootOf(mkdtempSync(path.join(tmpdir(), "pushbench-serve-")));
  context.after(() => rmSync(root, { recursive: true }));
  let nowMs = 0;
  const shelf = new Shelf(root, () => nowMs);
  const site = new Site(shelf, "reports");
  const ask = async (target: string): Promise<Answer | undefined> => {
    const received = { method: "GET", target, hosts: ["127.0.0.1:1"], hasBody: false };
    const examined = examine(received, { port: 1 });
    if ("body" in examined) return examined;
    const reply = await site.answer({ ...examined, header: () => undefined });
    if (reply !== undefined && isStream(reply)) throw new Error("no page of this site is a stream");
    return reply;
  };
  return {
    root,
    shelf,
    write(file, text) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    },
    ask,
    async read(target) {
      const answer = await ask(target);
      if (answer === undefined) throw new Error(`nothing is at ${target}`);
      return String(answer.body);
    },
    later() {
      nowMs += 60_000;
    },
  };
}

/** One round, for rounds cost more than all that tests here look at; what six would have told is given. */
export function shownResult(): Result {
  const rounds = 6;
  const pair = { approach: "webhook", reference: "websocket", rounds, usableRounds: rounds };
  const told = { ...pair, ratio: 2.5, low: 2, high: 3, decided: true, worthAWord: true, standing: "claimed" };
  return {
    ...resultOf(1),
    derived: {
      comparison: ["serviceCpuUsPerDelivery", "latencyP50Ns", "latencyP99Ns"].map((metric) => ({ ...told, metric })),
      objectives: [{ approach: "webhook", objective: "lost", limit: 0, value: 0, met: true }],
    },
  };
}

let known: Result | undefined;

/** A result file as a run writes it. */
export function resultText(bend: (result: Result) => void = () => {}): string {
  known ??= shownResult();
  const result = structuredClone(known);
  bend(result);
  return `${JSON.stringify(result, null, 1)}\n`;
}

/** A study.json of a sweep, as far as a reader of one relies on it. */
export function studyText(): string {
  const record = simulatedSweep({
    rates: [1, 10, 100],
    rounds: 2,
    approaches: {
      webhook: { standing: 40_000, perDelivery: 90_000 },
      websocket: { standing: 2_500_000, perDelivery: 38_000 },
    },
    noise: { spread: 0.02, shared: 0.5 },
    seed: 4,
  });
  const scenario = {
    ...record.question.scenario,
    arrivals: { executor: "constant-arrival-rate", perSecond: 1 },
    payload: { template: "chat-message", bytes: 300 },
    run: { seed: 1, measureSeconds: 3, warmUpSeconds: 1 },
  };
  const points = record.points.map((point, i) => ({
    ...point,
    folder: `points/${i + 1}-${point.at[0]}`,
    plan: { scenario, overrides: [], doubts: [] },
  }));
  return JSON.stringify({ ...record, question: { ...record.question, scenario }, points }, null, 1);
}
