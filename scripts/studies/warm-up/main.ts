/** Whether services are warm when they are measured: `npm run study:warm-up`. The page: docs/warm-up.md. */
import { parseArgs } from "node:util";
import { realEnvironment, scenarioPlaces } from "../../../src/cli/environment.js";
import { listScenarios } from "../../../src/scenario/load.js";
import { positiveInteger, runCommand } from "../../command.js";
import { RowsFile } from "../../rows-file.js";
import { machineLine, playParts, publish, type StudyPart } from "../study.js";
import { playTwice, studied, type WarmUpRow } from "./play.js";
import { reportText } from "./warm-up-tables.js";

const HELP = `npm run study:warm-up -- [options]

  --scenario NAME  one scenario; may be given several times (default: all)
  --rounds N       of each scenario, those in the file included (default 12)
  --minutes N      begins no round after so many (default: no limit; 0 only writes the page)
  --rows FILE      what was measured, kept from run to run (default reports/studies/warm-up.ndjson)
  --docs FILE      also puts the table between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    scenario: { type: "string", multiple: true },
    rounds: { type: "string", default: "12" },
    minutes: { type: "string", default: "Infinity" },
    rows: { type: "string", default: "reports/studies/warm-up.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const environment = realEnvironment();
  const rounds = positiveInteger("rounds", options.rounds);
  const names = options.scenario ?? (await listScenarios(scenarioPlaces(environment))).map(({ name }) => name);
  const file = new RowsFile<WarmUpRow>(options.rows);
  const parts: StudyPart[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      if (file.rows.some((row) => row.scenario === name && row.round === round)) continue;
      const scenario = await studied(name, environment, round);
      if (scenario === undefined) continue;
      parts.push({
        name: `${name}, round ${round}`,
        play: async (signal) => file.add(...(await playTwice(scenario, round, environment, signal))),
      });
    }
  }
  await playParts(parts, Number(options.minutes));
  publish(`${machineLine()}\n\n${reportText(file.rows)}`, "study:warm-up", options.docs);
}
