/** One approach in different companies: alone, beside the other, in fours with a twin of each. Played by a built pushbench. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { Histogram } from "../../../src/histogram.js";
import type { Result, Verdict } from "../../../src/result/result.js";
import type { Scenario } from "../../../src/scenario/load.js";
import { NS_PER_US, nsToMs } from "../../../src/units.js";

export const TWIN = "-twin";

/** Names of the approaches of each company. */
export function companiesOf([a, b]: readonly [string, string]): Record<string, string[]> {
  return { [`${a} alone`]: [a], [`${b} alone`]: [b], pair: [a, b], four: [a, a + TWIN, b, b + TWIN] };
}

export interface CompanyRow {
  /** Which version played it. */
  label: string;
  scenario: string;
  repetition: number;
  company: string;
  approach: string;
  cpuUsPerDelivery: number;
  generatorCpuUsPerDelivery: number;
  latencyP50Ms: number | undefined;
  verdict: Verdict;
}

export interface CompanyRequest {
  label: string;
  scenario: Scenario;
  /** Folder of a built pushbench. */
  code: string;
  repetition: number;
  company: string;
  approaches: readonly string[];
}

/** One round. The same repetition has the same events in every company. */
export async function playCompany(request: CompanyRequest, signal: AbortSignal): Promise<CompanyRow[]> {
  const { label, scenario, code, repetition, company, approaches } = request;
  const folder = scratchFolder("company-study");
  try {
    const twins = approaches.filter((name) => name.endsWith(TWIN)).map((name) => twinSetting(scenario, name));
    const set = ["run.rounds=1", `run.seed=${repetition}`, "objectives={}", ...twins];
    await bench(
      code,
      [
        ...["--scenario", scenario.name, "--approaches", approaches.join(","), "--out", folder.path],
        ...set.flatMap((one) => ["--set", one]),
      ],
      signal,
    );
    const result = JSON.parse(readFileSync(path.join(folder.path, "result.json"), "utf8")) as Result;
    return result.rounds[0]!.approaches.map(({ approach, service, generator, deliveries, latency }) => {
      const p50Ns = Histogram.decode(latency.latency!).quantileNs(0.5);
      return {
        ...{ label, scenario: scenario.name, repetition, company, approach },
        cpuUsPerDelivery: service.cpuNs! / deliveries.delivered / NS_PER_US,
        generatorCpuUsPerDelivery: generator.cpuNs / deliveries.delivered / NS_PER_US,
        latencyP50Ms: p50Ns === undefined ? undefined : nsToMs(p50Ns),
        verdict: generator.verdict,
      };
    });
  } finally {
    folder.remove();
  }
}

function twinSetting(scenario: Scenario, twin: string): string {
  const { transport, config } = scenario.approaches.find(({ name }) => name + TWIN === twin)!;
  return `approaches.${twin}=${JSON.stringify({ transport, ...config })}`;
}

async function bench(code: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const program = path.join(code, "dist/src/main.js");
  const child = spawn(process.execPath, [program, "bench", ...args], { stdio: ["ignore", "ignore", "pipe"] });
  const interrupt = () => child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  signal.removeEventListener("abort", interrupt);
  if (exitCode !== 0) throw new Error(`${program} bench ended with exit code ${exitCode}: ${said.trim()}`);
}
