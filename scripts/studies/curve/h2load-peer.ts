/**
 * h2load over HTTP/1.1, at a rate or in a closed loop. All of its requests are the same, so it may only load a receiver that checks no
 * signature and expects no event twice.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { eventId } from "../../../src/events/id.js";
import { encodeEvent } from "../../../src/events/templates.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { pinnedTo } from "../../../src/machine/cpu-pinning.js";
import { quantile } from "../../../src/statistics/quantile.js";
import { NS_PER_US } from "../../../src/units.js";
import { processCpuNs } from "../../process-cpu.js";
import { PAYLOAD_BYTES, TEMPLATE } from "../wrk/target.js";
import type { Found, Load } from "./point.js";
import type { RunningService } from "./reference-service.js";

const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

export async function h2loadPeer(
  { port, pid, generatorCpus }: RunningService,
  { connections, seconds, perSecond }: Load,
): Promise<Found> {
  const folder = scratchFolder("curve-study");
  try {
    const body = path.join(folder.path, "body.json");
    const log = path.join(folder.path, "requests");
    writeFileSync(body, encodeEvent(TEMPLATE, 1, { index: 0, dueNs: 0, bytes: PAYLOAD_BYTES }));
    const command = [
      ...["h2load", "--h1", "-t1", `-c${connections}`, "-d", body, `--log-file=${log}`],
      ...(perSecond === undefined ? [] : [`--rps=${perSecond / connections}`]),
      ...["-D", `${seconds}s`, "-H", "content-type: application/json", "-H", `webhook-id: ${eventId(0)}`],
      `http://127.0.0.1:${port}/clients/0/events`,
    ];
    const [file, ...argv] = pinnedTo(generatorCpus, command);
    const before = processCpuNs(pid);
    const { stdout } = await promisify(execFile)(file!, argv, { maxBuffer: MOST_OUTPUT_BYTES });
    const cpuNs = processCpuNs(pid) - before;
    const [, refused] = /status codes: \d+ 2xx, (.*)/.exec(stdout) ?? [];
    if (refused === undefined || /[1-9]/.test(refused.replace(/[345]xx/g, ""))) throw new Error(`h2load: ${stdout}`);
    // A line per answer: when it was sent, in µs since 1970, the status, and the µs until the answer
    const answers = readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("\t").map(Number));
    const tookUs = answers.map(([, , us]) => us!).sort((a, b) => a - b);
    return {
      perSecond: answers.length / seconds,
      cpuUsPerEvent: cpuNs / answers.length / NS_PER_US,
      latencyP50Ms: quantile(tookUs, 0.5)! / 1e3,
      latencyP99Ms: quantile(tookUs, 0.99)! / 1e3,
    };
  } finally {
    folder.remove();
  }
}
