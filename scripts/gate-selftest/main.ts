/** The gate measured like everything else: `npm run gate:selftest`. False alarms, detection, and what must not decide. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { calibrationOf } from "../../src/arms/calibration.js";
import { windowPerClientOf } from "../../src/bench/run-schedules.js";
import { realEnvironment } from "../../src/cli/environment.js";
import { errorText } from "../../src/cli/error-text.js";
import { exitCodes, PushbenchError } from "../../src/errors.js";
import type { GateSetting } from "../../src/gate/decide.js";
import { LAST_LOOK_ROUNDS } from "../../src/gate/looks.js";
import { writeMeasured } from "../docs-page.js";
import { controlRows } from "./controls.js";
import { criteria, criteriaText, GATE_MINUTES } from "./criteria.js";
import { type LiveSetting, playPool, thisMachine, withRequest } from "./live.js";
import { gateRoundsOf, Pool, roundSeconds } from "./pool.js";
import { type Findings, reportText } from "./report.js";
import { confirmations, resampledRows } from "./resampled.js";
import { intervalOf } from "./row.js";
import { simulatedRows } from "./simulated.js";

const HELP = `npm run gate:selftest -- [options]

  --minutes N      of live rounds, added to the pool (default 5; 0 plays none and judges those there are)
  --long           an hour of live rounds, more simulated and resampled gates
  --scenario NAME  of the live rounds (default chat)
  --pool FILE      live rounds, kept from run to run (default reports/gate-selftest/pool.ndjson)
  --no-controls    leaves the negative controls out
  --json FILE      also writes the rows there
  --docs FILE      also puts the tables between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string" },
    long: { type: "boolean", default: false },
    scenario: { type: "string", default: "chat" },
    pool: { type: "string", default: "reports/gate-selftest/pool.ndjson" },
    "no-controls": { type: "boolean", default: false },
    json: { type: "string" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const SEED = 1;
const short = { simulated: 100, resampled: 200, pools: 40, minutes: 5 };
const long = { simulated: 2_000, resampled: 2_000, pools: 200, minutes: 60 };

if (options.help) process.stdout.write(HELP);
else process.exitCode = await run().catch(fail);

async function run(): Promise<number> {
  const effort = options.long ? long : short;
  const minutes = options.minutes === undefined ? effort.minutes : Number(options.minutes);
  if (!(minutes >= 0)) throw new PushbenchError("usage", `--minutes must be 0 or more, got ${options.minutes}.`);
  const pool = new Pool(options.pool, { scenario: options.scenario, machine: thisMachine() });
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupt.abort());
  const environment = realEnvironment();
  const live: LiveSetting = {
    environment,
    signal: interrupt.signal,
    scenario: options.scenario,
    seed: SEED + pool.rounds.length,
  };
  say("Simulated noise");
  const simulated = [...simulatedRows(effort.simulated, SEED)];
  await fillPool(pool, live, minutes);
  const findings: Findings = {
    simulated,
    ...(pool.rounds.length > 0 && { live: await judged(pool, live, effort) }),
    controls: options["no-controls"] ? [] : await controlRows(live, say),
    circumstances: `${environment.now().toISOString().slice(0, 10)}, Node ${process.version}, machine ${thisMachine()}.`,
  };
  const all = criteria(findings);
  const text = reportText(findings);
  process.stdout.write(`${text}\n\n${criteriaText(all)}\n`);
  if (options.json !== undefined) {
    const rows = [...simulated, ...(findings.live?.rows ?? []), ...findings.controls];
    const written = rows.map((row) => ("wanted" in row ? row : { ...row, ...intervalOf(row) }));
    writeFileSync(options.json, `${JSON.stringify(written, null, 2)}\n`);
  }
  if (options.docs !== undefined) {
    writeMeasured(options.docs, "gate:selftest", text);
  }
  return all.some(({ met }) => met === false) ? exitCodes.regression : exitCodes.pass;
}

/** As many rounds as begin within the minutes; in several runs of the bench, for each plays a gate's number. */
async function fillPool(pool: Pool, live: LiveSetting, minutes: number): Promise<void> {
  const endMs = performance.now() + minutes * 60e3;
  const isOver = (): boolean => performance.now() >= endMs;
  while (!isOver()) {
    const setting = { ...live, seed: SEED + pool.rounds.length, rounds: LAST_LOOK_ROUNDS };
    const take = (round: Parameters<Pool["add"]>[0]): void => {
      pool.add(round);
      say(`Round ${pool.rounds.length} of the pool, ${round.seconds.toFixed(0)} s`);
    };
    await playPool(setting, take, isOver);
  }
}

function judged(
  pool: Pool,
  live: LiveSetting,
  { resampled, pools }: typeof short,
): Promise<NonNullable<Findings["live"]>> {
  return withRequest(live, async ({ scenario }) => {
    const loop = windowPerClientOf(scenario) === undefined ? "open" : "closed";
    const setting: GateSetting = { approaches: scenario.approaches, loop, base: "live" };
    const { rounds } = pool;
    const mostRounds = Math.min(LAST_LOOK_ROUNDS, Math.floor((GATE_MINUTES * 60) / roundSeconds(rounds)));
    return {
      scenario: scenario.name,
      rounds: rounds.length,
      mostRounds,
      roundSeconds: roundSeconds(rounds),
      rows: resampledRows(rounds, { setting, mostRounds, trials: resampled, pools, seed: SEED }),
      confirmations: confirmations(rounds, setting),
      sensitivity: calibrationOf(scenario, gateRoundsOf(rounds, "base", "base′"), mostRounds),
    };
  });
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function fail(error: unknown): number {
  if (!(error instanceof PushbenchError)) throw error;
  process.stderr.write(errorText(error));
  return error.exitCode;
}
