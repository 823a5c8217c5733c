/** Whether searches find a capacity that is known: `npm run study:known-capacity`. The page: docs/capacity.md. */
import { parseArgs } from "node:util";
import { realEnvironment } from "../../../src/cli/environment.js";
import { positiveInteger, runCommand } from "../../command.js";
import { RowsFile } from "../../rows-file.js";
import { machineLine, playParts, publish } from "../study.js";
import { reportText } from "./known-capacity-table.js";
import { type KnownCapacityRow, playKnown } from "./play.js";

const HELP = `npm run study:known-capacity -- [options]

  --times N        searches, those in the file included (default 10); each takes about two minutes
  --turn-us N      microseconds that the service takes for each event (default 1000)
  --minutes N      begins no search after so many (default: no limit; 0 only writes the page)
  --rows FILE      what was found, kept from run to run (default reports/studies/known-capacity.ndjson)
  --docs FILE      also puts the table between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    times: { type: "string", default: "10" },
    "turn-us": { type: "string", default: "1000" },
    minutes: { type: "string", default: "Infinity" },
    rows: { type: "string", default: "reports/studies/known-capacity.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const environment = realEnvironment();
  const [times, turnUs] = [positiveInteger("times", options.times), positiveInteger("turn-us", options["turn-us"])];
  const file = new RowsFile<KnownCapacityRow>(options.rows, (row) => row.turnUs === turnUs);
  const missing = Array.from({ length: times }, (_, i) => i + 1).filter(
    (study) => !file.rows.some((row) => row.study === study),
  );
  const parts = missing.map((study) => ({
    name: `study ${study}`,
    play: async () => file.add(await playKnown(study, turnUs, environment)),
  }));
  await playParts(parts, Number(options.minutes));
  const rows = file.rows.toSorted((a, b) => a.study - b.study);
  publish(`${machineLine()}\n\n${reportText(rows)}`, "study:known-capacity", options.docs);
}
