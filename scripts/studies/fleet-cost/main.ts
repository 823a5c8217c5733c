/** What it costs that a worker plays the clients in the place of a local generator: `npm run study:fleet-cost`. The page: docs/fleet.md. */
import { parseArgs } from "node:util";
import { PushbenchError } from "../../../src/errors.js";
import { choosePinning } from "../../../src/machine/cpu-pinning.js";
import { positiveInteger, runCommand } from "../../command.js";
import { missing } from "../../missing-program.js";
import { RowsFile } from "../../rows-file.js";
import { machineLine, playParts, publish } from "../study.js";
import { reportText } from "./fleet-cost-table.js";
import { FleetOfOne, type PlayedPair, playPair } from "./play.js";

const HELP = `npm run study:fleet-cost -- [options]

  --pairs N        pairs of a round by a worker and one by a local generator, those in the file included (default 24)
  --minutes N      begins no pair after so many (default: no limit; 0 only writes the page)
  --rows FILE      what was found, kept from run to run (default reports/studies/fleet-cost.ndjson)
  --docs FILE      also puts the table between the markers of this page

It needs nats-server (Debian: apt-get install nats-server).
`;

const { values: options } = parseArgs({
  options: {
    pairs: { type: "string", default: "24" },
    minutes: { type: "string", default: "Infinity" },
    rows: { type: "string", default: "reports/studies/fleet-cost.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const reason = missing("nats-server");
  if (reason !== undefined)
    throw new PushbenchError("usage", `There is no fleet without nats-server: ${reason}.`, {
      hint: "apt-get install nats-server",
    });
  const file = new RowsFile<PlayedPair>(options.rows);
  const pairs = Array.from({ length: positiveInteger("pairs", options.pairs) }, (_, i) => i + 1);
  const toCome = pairs.filter((pair) => !file.rows.some((row) => row.pair === pair));
  const fleet = new FleetOfOne();
  try {
    if (toCome.length > 0) await fleet.start(choosePinning().generators);
    const parts = toCome.map((pair) => ({
      name: `pair ${pair}`,
      play: async () => file.add(await playPair(pair, fleet)),
    }));
    await playParts(parts, Number(options.minutes));
  } finally {
    await fleet.stop();
  }
  publish(`${machineLine()}\n\n${reportText(file.rows)}`, "study:fleet-cost", options.docs);
}
