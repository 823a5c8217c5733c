/** The gate measured like everything else: `npm run gate:selftest`. False alarms, detection, and what must not decide. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { calibrationOf } from "../../src/arms/calibration.js";
import { windowPerClientOf } from "../../src/bench/run-schedules.js";
import { realEnvironment } from "../../src/cli/environment.js";
import { exitCodes, PushbenchError } from "../../src/errors.js";
import { writeMeasured } from "../../src/files/docs-page.js";
import type { GateSetting } from "../../src/gate/decide.js";
import { LAST_LOOK_ROUNDS } from "../../src/gate/looks.js";
import { transportFacts } from "../../src/transports/registry.js";
import { runCommand, say } from "../command.js";
import { controlRows } from "./controls.js";
import { criteria, criteriaText, GATE_MINUTES } from "./criteria.js";
import { injectedEffects } from "./effects.js";
import { type Findings, reportText } from "./findings-text.js";
import { intervalOf } from "./gate-outcomes.js";
import { Gates, gateRows, measuredChanges, playOne } from "./gates.js";
import { type LiveSetting, playPool, thisMachine, withRequest } from "./live.js";
import { gateRoundsOf, Pool, roundSeconds } from "./pool.js";
import { pageRows, simulatedRows } from "./simulated.js";
import { type ChangeName, changeNames } from "./variants.js";

const HELP = `npm run gate:selftest -- [options]

  --minutes N      of live rounds, added to the pool (default 5; 0 plays none and judges those there are)
  --gates N        whole gates of each change, on rounds of their own, added to those there are (default 0)
  --changes LIST   of these changes, separated by semicolons (default all: ${changeNames.join("; ")})
  --long           an hour of live rounds, more simulated gates
  --scenario NAME  of the live rounds (default chat)
  --pool FILE      live rounds, kept from run to run (default reports/gate-selftest/pool.ndjson)
  --gates-file F   live gates, kept from run to run (default reports/gate-selftest/gates.ndjson)
  --no-controls    leaves the negative controls out
  --json FILE      also writes the rows there
  --docs FILE      also puts the tables between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string" },
    gates: { type: "string", default: "0" },
    changes: { type: "string" },
    "gates-file": { type: "string", default: "reports/gate-selftest/gates.ndjson" },
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
/** Apart from the pool's seeds. */
const FIRST_GATE_SEED = 10_000;
const short = { simulated: 100, minutes: 5 };
const long = { simulated: 2_000, minutes: 60 };

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<number> {
  const effort = options.long ? long : short;
  const minutes = options.minutes === undefined ? effort.minutes : Number(options.minutes);
  if (!(minutes >= 0)) throw new PushbenchError("usage", `--minutes must be 0 or more, got ${options.minutes}.`);
  const wantedGates = Number(options.gates);
  if (!(Number.isInteger(wantedGates) && wantedGates >= 0)) {
    throw new PushbenchError("usage", `--gates must be a whole number of 0 or more, got ${options.gates}.`);
  }
  const wantedChanges = changesOf(options.changes);
  const place = { scenario: options.scenario, machine: thisMachine() };
  const pool = new Pool(options.pool, place);
  const gates = new Gates(options["gates-file"], place);
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
  const pageNoise = [...pageRows(2 * effort.simulated, SEED)];
  await fillPool(pool, live, minutes);
  await playGates(gates, live, wantedGates, wantedChanges);
  const findings: Findings = {
    simulated,
    pageNoise,
    ...(gates.played.length > 0 && {
      gates: { rows: gateRows(gates.played), measured: measuredChanges(gates.played) },
    }),
    ...(pool.rounds.length > 0 && { pool: await judged(pool, live) }),
    controls: options["no-controls"] ? [] : await controlRows(live, say),
    circumstances: `${environment.now().toISOString().slice(0, 10)}, Node ${process.version}, machine ${thisMachine()}.`,
  };
  const all = criteria(findings);
  const text = reportText(findings);
  process.stdout.write(`${text}\n\n${criteriaText(all)}\n`);
  if (options.json !== undefined) {
    const rows = [...simulated, ...pageNoise, ...(findings.gates?.rows ?? []), ...findings.controls];
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

/** In turns, so that no change has another time of the day; a long study can be broken off and gone on with. */
async function playGates(gates: Gates, live: LiveSetting, count: number, names: readonly ChangeName[]): Promise<void> {
  for (let turn = 1; turn <= count; turn++) {
    for (const change of names) {
      const seed = FIRST_GATE_SEED + gates.played.length;
      const gate = await playOne({ ...live, seed, minutes: GATE_MINUTES }, thisMachine(), change);
      gates.add(gate);
      say(
        `Gate ${turn} of ${count}, ${change}: ${gate.verdict}, ${gate.rounds} rounds in ${gate.minutes.toFixed(1)} minutes`,
      );
    }
  }
}

function changesOf(list: string | undefined): ChangeName[] {
  if (list === undefined) return changeNames;
  const names = list.split(";").map((name) => name.trim());
  const unknown = names.find((name) => !changeNames.includes(name as ChangeName));
  if (unknown === undefined) return names as ChangeName[];
  throw new PushbenchError("usage", `--changes: there is no "${unknown}". There are: ${changeNames.join("; ")}.`);
}

function judged(pool: Pool, live: LiveSetting): Promise<NonNullable<Findings["pool"]>> {
  return withRequest(live, async ({ scenario }) => {
    const loop = windowPerClientOf(scenario) === undefined ? "open" : "closed";
    const { approaches } = scenario;
    const setting: GateSetting = { approaches, transports: transportFacts(approaches), loop, base: "live" };
    const { rounds } = pool;
    const mostRounds = Math.min(LAST_LOOK_ROUNDS, Math.floor((GATE_MINUTES * 60) / roundSeconds(rounds)));
    return {
      scenario: scenario.name,
      rounds: rounds.length,
      mostRounds,
      roundSeconds: roundSeconds(rounds),
      effects: injectedEffects(rounds, setting),
      sensitivity: calibrationOf(scenario, gateRoundsOf(rounds, "base", "base′"), mostRounds),
    };
  });
}
