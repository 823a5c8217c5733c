/** Who receives webhooks at the least CPU: our subscribers' endpoints, or servers of node:http and node:https. */

import type { Security } from "../../../src/tls/security.js";
import { NS_PER_US } from "../../../src/units.js";
import { compete, type Turn } from "../contest.js";
import { report } from "../contest-report.js";
import { CALL_TIMEOUT_MS, type Counting, loadTurn, startWorker } from "../load.js";
import { type Conditions, overTls, plainTarget, type SectionReport } from "../section.js";

const SUBSCRIBERS = 50;
type Endpoints = { start(params: { subscribers: number; tls?: Security }): Promise<string[]> };
type Poster = Counting & { start(params: { urls: string[]; tls?: Security }): void };

export async function endpoints(conditions: Conditions): Promise<SectionReport> {
  const { tls } = conditions;
  const title = `Subscriber endpoints${overTls(conditions)}, keep-alive, 300 B POST, ${SUBSCRIBERS} origins`;
  const contenders = [
    { name: "pushbench", turn: () => turn("our-endpoints", conditions) },
    {
      name: tls ? "node:https server" : "node:http server",
      ...plainTarget(conditions, 0.35),
      turn: () => turn("node-endpoints", conditions),
    },
  ];
  const standings = await compete(title, contenders, conditions);
  return report(title, standings, { name: "CPU µs per delivery", size: NS_PER_US });
}

/** What receives stands where generators do: it is the generator's part of a broadcast. */
const turn = (name: string, { pinning, tls }: Conditions): Promise<Turn> =>
  loadTurn({ connectionsPerOperation: 0 }, async (started) => {
    const measured = startWorker<Endpoints>(`./generators/${name}`, pinning.generators);
    started.push(measured);
    const urls = await measured.call("start", { subscribers: SUBSCRIBERS, ...(tls && { tls }) }, CALL_TIMEOUT_MS);
    const counting = startWorker<Poster>("./generators/poster", pinning.services);
    started.push(counting);
    await counting.call("start", { urls, ...(tls && { tls }) }, CALL_TIMEOUT_MS);
    return { measured, counting };
  });
