/** What an open live page costs the run that it shows: `npm run study:live-cost`. The page: docs/live.md. */
import { parseArgs } from "node:util";
import { PushbenchError } from "../../../src/errors.js";
import { startChromium } from "../../chromium.js";
import { positiveInteger, runCommand } from "../../command.js";
import { RowsFile } from "../../rows-file.js";
import { whereChromium } from "../../where-chromium.js";
import { machineLine, playParts, publish } from "../study.js";
import { reportText } from "./live-cost-table.js";
import { type PlayedPair, playPair } from "./play.js";

const HELP = `npm run study:live-cost -- [options]

  --pairs N        pairs of a round with a page in a browser and one without, those in the file included (default 24)
  --minutes N      begins no pair after so many (default: no limit; 0 only writes the page)
  --rows FILE      what was found, kept from run to run (default reports/studies/live-cost.ndjson)
  --docs FILE      also puts the table between the markers of this page

The variable CHROMIUM names the browser, where it is at no usual place.
`;

const { values: options } = parseArgs({
  options: {
    pairs: { type: "string", default: "24" },
    minutes: { type: "string", default: "Infinity" },
    rows: { type: "string", default: "reports/studies/live-cost.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const chromium = whereChromium();
  if ("missing" in chromium) throw new PushbenchError("usage", `No page can be watched: ${chromium.missing}.`);
  const file = new RowsFile<PlayedPair>(options.rows);
  const pairs = Array.from({ length: positiveInteger("pairs", options.pairs) }, (_, i) => i + 1);
  const missing = pairs.filter((pair) => !file.rows.some((row) => row.pair === pair));
  const browser = await startChromium(chromium.path);
  try {
    const parts = missing.map((pair) => ({
      name: `pair ${pair}`,
      play: async () => file.add(await playPair(pair, browser)),
    }));
    await playParts(parts, Number(options.minutes));
  } finally {
    await browser.close();
  }
  publish(`${machineLine()}\n\n${reportText(file.rows)}`, "study:live-cost", options.docs);
}
