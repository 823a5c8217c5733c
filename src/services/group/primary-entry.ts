/**
 * The primary of a service in several processes. It starts them and the bus between them, and answers the bench's calls in the place of
 * them all. It is a part of the service: what it costs, and the bus, counts.
 */
import { setTimeout } from "node:timers/promises";
import type { BusUse } from "../../collectors/processes/group-sample.js";
import { collectGarbage, memorySelf } from "../../machine/memory-self.js";
import { type ProcessSample, ProcessSelf } from "../../machine/process-self.js";
import { type ParamsOf, serve, type ValueOf } from "../../processes/channel.js";
import { justBefore } from "../../processes/slice-edge.js";
import type { Patience } from "../../processes/slice-plan.js";
import type { ServiceMethods, StartRequest } from "../service-entry.js";
import { SERVICE_PROTOCOL } from "../service-protocol.js";
import { type Member, startMembers } from "./members.js";
import { mergedMemory, mergedReport } from "./merge.js";
import type { RedisInfo } from "./redis.js";
import { RedisServer } from "./redis-server.js";
import { takeGroupSpec } from "./specs.js";

const POLL_MS = 2;

const spec = takeGroupSpec();
const self = new ProcessSelf();
let bus: RedisServer | undefined;
let members: Member[] = [];
let isEnding = false;
let before: { cpuNs: number; info: RedisInfo } | undefined;

/** What is left of the service is no service: the bench reads this process's last words and its exit code. */
function fail(what: string): void {
  if (isEnding) return;
  process.stderr.write(`${what}\n`);
  bus?.kill();
  process.exit(1);
}

const all = <K extends keyof ServiceMethods & string>(method: K, params: ParamsOf<ServiceMethods, K>) =>
  Promise.all(members.map((member) => member.call(method, params))) as Promise<ValueOf<ServiceMethods, K>[]>;

async function progress() {
  const each = await all("progress", undefined);
  return {
    pending: each.reduce((sum, { pending }) => sum + pending, 0),
    progress: each.reduce((sum, one) => sum + one.progress, 0),
  };
}

/** As drain (generators/drain.ts), over processes that must be asked: none of them knows what the others have taken. */
async function drained(expectedDeliveries: number, { quietMs, limitMs }: Patience): Promise<void> {
  const startedMs = performance.now();
  let quietSinceMs = startedMs;
  for (let last = -1; ; ) {
    const now = await progress();
    if (now.pending === 0 && now.progress >= expectedDeliveries) return;
    const nowMs = performance.now();
    if (now.progress !== last) quietSinceMs = nowMs;
    last = now.progress;
    if (nowMs - quietSinceMs >= quietMs || nowMs - startedMs >= limitMs) return;
    await setTimeout(POLL_MS);
  }
}

async function busUse(): Promise<BusUse | undefined> {
  if (bus === undefined || before === undefined) return undefined;
  const { cpuNs, rssBytes } = bus;
  const { version, bytesRead, bytesWritten } = await bus.info();
  return {
    software: `redis-server ${version}`,
    cpuNs: Math.max(0, cpuNs - before.cpuNs),
    bytesRead: bytesRead - before.info.bytesRead,
    bytesWritten: bytesWritten - before.info.bytesWritten,
    rssBytes,
  };
}

const methods = {
  protocol: (): number => SERVICE_PROTOCOL,

  async start(request: StartRequest): Promise<{ port: number; ports?: number[] }> {
    if (spec.needsBus) bus = await RedisServer.start((how) => fail(`redis-server, its bus, ended: ${how}`));
    members = startMembers(spec, bus?.port, (number, how) =>
      fail(`Process ${number + 1} of ${spec.processes}: ${how}`),
    );
    const isShared = spec.ports === "shared";
    const ports: number[] = [];
    for (const [number, member] of members.entries()) {
      const port = isShared || number === 0 ? request.port : 0; // any free port is the same for all workers of a cluster
      ports.push((await member.call("start", { ...request, port })).port);
    }
    return isShared ? { port: ports[0]! } : { port: ports[0]!, ports };
  },

  async subscribe(subscribers: ParamsOf<ServiceMethods, "subscribe">): Promise<void> {
    await all("subscribe", subscribers);
  },

  /** Events of a broadcast begin in one process, as they do in life: the others get them from the bus. */
  load: (request: ParamsOf<ServiceMethods, "load">) => members[0]!.call("load", request),
  publish: (request: ParamsOf<ServiceMethods, "publish">) => members[0]!.call("publish", request),

  async memory(request: { settled: boolean }) {
    if (request.settled) collectGarbage();
    return mergedMemory([memorySelf(), ...(await all("memory", request))], bus?.rssBytes);
  },

  async begin(request: { startNs: number; successor?: boolean }): Promise<void> {
    const [info] = await Promise.all([bus?.info(), all("begin", request)]);
    justBefore(request.startNs, () => {
      if (bus !== undefined && info !== undefined) before = { cpuNs: bus.cpuNs, info };
      self.begin();
    });
  },

  async end({ expectedDeliveries, patience }: { expectedDeliveries: number; patience: Patience }) {
    await drained(expectedDeliveries, patience);
    const [use, sample]: [BusUse | undefined, ProcessSample] = [await busUse(), self.end()]; // what follows is the harness's work
    // They have had the time to drain.
    const reports = await all("end", { expectedDeliveries: 0, patience: { quietMs: 0, limitMs: 0 } });
    const known = reports.map((report, i) => ({
      ...report,
      pid: members[i]!.pid,
      sample: report.sample as ProcessSample,
    }));
    return mergedReport(known, { pid: process.pid, sample }, use);
  },

  progress,

  async misbehave(how: ParamsOf<ServiceMethods, "misbehave">): Promise<void> {
    await all("misbehave", how);
  },

  async close(): Promise<void> {
    isEnding = true;
    await all("close", undefined);
    await bus?.stop();
  },
};

process.on("SIGTERM", () => {
  bus?.kill();
  process.exit(0);
});
serve(methods, () => bus?.kill());
