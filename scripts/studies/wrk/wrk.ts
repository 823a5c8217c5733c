/** wrk in a closed loop: it posts events that were signed beforehand, each of them once. */
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { eventId } from "../../../src/events/id.js";
import { encodeEvent } from "../../../src/events/templates.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { pinnedTo } from "../../../src/machine/cpu-pinning.js";
import { NS_PER_US } from "../../../src/units.js";
import { processCpuNs } from "../../process-cpu.js";
import { type ClosedLoop, CONNECTIONS, MEASURE_SECONDS, PAYLOAD_BYTES, type Target, TEMPLATE } from "./target.js";

/** More than any of the services takes: an event that comes twice would be cheaper than a new one. */
const MOST_PER_SECOND = 40_000;
/** Each second has ids of its own, which for half a day are not those of another. All are ids of events. */
const SECONDS_WITH_IDS = 50_000;

/** Lua is given the ids and signatures as lines, and puts the ids into the one body that all events have. */
const REQUESTS = `
local lines, at = {}, 0
for line in io.lines(FILE) do lines[#lines + 1] = line end
function request()
  at = at + 1
  local id, signature = lines[at]:match("(%S+) ?(.*)")
  wrk.headers["webhook-id"] = id
  if signature ~= "" then wrk.headers["webhook-signature"] = signature end
  return wrk.format("POST", nil, nil, FRONT .. id .. BACK)
end
function done(summary, latency)
  io.write(string.format("round trip p50 %d p99 %d us\\n", latency:percentile(50), latency:percentile(99)))
end
`;
/** Fractions of a millisecond are spread over the requests: wrk waits for whole ones. */
const PAUSES = `
function delay() return math.floor(PAUSE_MS + math.random()) end
`;

export interface WrkLoad {
  connections: number;
  seconds: number;
  /** How long a connection waits before each of its requests, so that the loop comes to a lower rate. */
  pauseMs?: number;
}

export interface WrkFound extends ClosedLoop {
  latencyP50Ms: number;
  latencyP99Ms: number;
}

/** Throws when wrk fails, or when it had an answer that is not a 2xx. */
export async function byWrk(
  { port, pid, path: to, secret, generatorCpus }: Target,
  { connections, seconds: lengthSeconds, pauseMs }: WrkLoad = { connections: CONNECTIONS, seconds: MEASURE_SECONDS },
): Promise<WrkFound> {
  const folder = scratchFolder("wrk-study");
  try {
    const script = path.join(folder.path, "post.lua");
    const events = path.join(folder.path, "events");
    const timestamp = String(Math.floor(Date.now() / 1000));
    const [front, back] = bodyParts();
    const first = (Number(timestamp) % SECONDS_WITH_IDS) * MOST_PER_SECOND;
    const ids = Array.from({ length: lengthSeconds * MOST_PER_SECOND }, (_, i) => eventId(first + i));
    writeFileSync(
      events,
      ids.map((id) => `${id} ${secret === undefined ? "" : sign(secret, id, timestamp, front + id + back)}`).join("\n"),
    );
    const settings = [
      `wrk.headers["Content-Type"] = "application/json"`,
      `wrk.headers["User-Agent"] = "pushbench"`,
      `wrk.headers["webhook-timestamp"] = "${timestamp}"`,
      `FILE = '${events}'`,
      `FRONT = ${luaText(front)}`,
      `BACK = ${luaText(back)}`,
      `PAUSE_MS = ${pauseMs ?? 0}`,
    ];
    writeFileSync(script, settings.join("\n") + REQUESTS + (pauseMs === undefined ? "" : PAUSES));
    const wrk = [
      "wrk",
      "-t1",
      `-c${connections}`,
      `-d${lengthSeconds}s`,
      "-s",
      script,
      `http://127.0.0.1:${port}${to}`,
    ];
    const [file, ...argv] = pinnedTo(generatorCpus, wrk);
    const before = processCpuNs(pid);
    const child = spawn(file!, argv, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [exitCode] = (await once(child, "close")) as [number | null];
    const cpuNs = processCpuNs(pid) - before;
    const [, requests, seconds] = /(\d+) requests in ([\d.]+)s/.exec(said) ?? [];
    const [, p50Us, p99Us] = /round trip p50 (\d+) p99 (\d+) us/.exec(said) ?? [];
    if (exitCode !== 0 || requests === undefined || /Non-2xx|Socket errors/.test(said))
      throw new Error(`wrk ended with exit code ${exitCode}: ${said.trim()}`);
    return {
      requestsPerSecond: Number(requests) / Number(seconds),
      cpuUsPerRequest: cpuNs / Number(requests) / NS_PER_US,
      latencyP50Ms: Number(p50Us) / 1e3,
      latencyP99Ms: Number(p99Us) / 1e3,
    };
  } finally {
    folder.remove();
  }
}

/** What stands before and behind the id in one of the events that pushbench sends. */
function bodyParts(): [string, string] {
  const event = encodeEvent(TEMPLATE, 1, { index: 0, dueNs: 0, bytes: PAYLOAD_BYTES });
  const [front, back] = event.toString().split(eventId(0));
  return [front!, back!];
}

/** JSON's escapes of quotes and backslashes are Lua's too, and the events hold no others. */
const luaText = (text: string): string => JSON.stringify(text);

/** Standard Webhooks, version 1. */
function sign(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
