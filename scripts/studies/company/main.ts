/** Whether a figure depends on who else is in the run: `npm run study:company`. The page: docs/company.md. */
import { parseArgs } from "node:util";
import { realEnvironment, scenarioPlaces } from "../../../src/cli/environment.js";
import { PushbenchError } from "../../../src/errors.js";
import { seededRandom } from "../../../src/random.js";
import { selectApproaches, usualApproaches } from "../../../src/scenario/approaches.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { positiveInteger, runCommand } from "../../command.js";
import { RowsFile } from "../../rows-file.js";
import { machineLine, playParts, publish, type StudyPart } from "../study.js";
import { reportText } from "./company-tables.js";
import { type CompanyRow, companiesOf, playCompany } from "./play.js";

const USUAL = Object.keys(usualApproaches).slice(0, 2).join(",");

const HELP = `npm run study:company -- [options]

  --scenario NAME     (default chat)
  --approaches A,B    the two that keep each other company (default ${USUAL})
  --repetitions N     of every company, those in the file included (default 8)
  --minutes N         begins no run after so many (default: no limit; 0 only writes the page)
  --code FOLDER       a built pushbench that plays it (default: this one)
  --label TEXT        what the page calls that version (default: as it is)
  --rows FILE         what was measured, kept from run to run (default reports/studies/company.ndjson)
  --docs FILE         also puts the tables between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    scenario: { type: "string", default: "chat" },
    approaches: { type: "string", default: USUAL },
    repetitions: { type: "string", default: "8" },
    minutes: { type: "string", default: "Infinity" },
    code: { type: "string" },
    label: { type: "string", default: "as it is" },
    rows: { type: "string", default: "reports/studies/company.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const environment = realEnvironment();
  const { label, code = environment.packageDirectory } = options;
  const names = options.approaches.split(",");
  if (names.length !== 2)
    throw new PushbenchError("usage", `--approaches must be two names, got ${options.approaches}.`);
  const loaded = await loadScenario(options.scenario, scenarioPlaces(environment));
  const scenario = await selectApproaches(loaded, names);
  const file = new RowsFile<CompanyRow>(options.rows);
  const done = (repetition: number, company: string): boolean =>
    file.rows.some(
      (row) =>
        row.label === label &&
        row.scenario === scenario.name &&
        row.repetition === repetition &&
        row.company === company,
    );
  const parts: StudyPart[] = [];
  for (let repetition = 1; repetition <= positiveInteger("repetitions", options.repetitions); repetition++) {
    const companies = Object.entries(companiesOf([names[0]!, names[1]!]));
    const random = seededRandom(repetition, "order of companies");
    while (companies.length > 0) {
      const [company, approaches] = companies.splice(random.int(companies.length), 1)[0]!;
      if (done(repetition, company)) continue;
      parts.push({
        name: `repetition ${repetition}, ${company}`,
        play: async (signal) =>
          file.add(...(await playCompany({ label, scenario, code, repetition, company, approaches }, signal))),
      });
    }
  }
  await playParts(parts, Number(options.minutes));
  publish(`${machineLine()}\n\n${reportText(file.rows)}`, "study:company", options.docs);
}
