/** What it costs that a worker plays the clients in the place of a local generator: `npm run study:fleet-cost`. The page: docs/fleet.md. */
import { parseArgs } from "node:util";
import { PushbenchError } from "../../../src/errors.js";
import { choosePinning } from "../../../src/machine/cpu-pinning.js";
import { positiveInteger, runCommand } from "../../command.js";
import { missing } from "../../missing-program.js";
import { RowsFile } from "../../rows-file.js";
import { machineLine, playParts, publish } from "../study.js";
import { manyText, pairsText } from "./fleet-cost-table.js";
import { type PlayedMany, playMany } from "./play-many.js";
import { type PlayedPair, playPair } from "./play-pair.js";
import { StudyFleet } from "./study-fleet.js";

const HELP = `npm run study:fleet-cost -- [options]

  --pairs N        pairs of a round by a worker and one by a local generator, those in the file included (default 24)
  --times N        how often many workers begin a run and play a round, those in the file included (default 5)
  --workers N      how many (default 10)
  --minutes N      begins no pair after so many (default: no limit; 0 only writes the page)
  --rows FILE      the pairs, kept from run to run (default reports/studies/fleet-cost.ndjson)
  --many-rows FILE the same of many workers (default reports/studies/fleet-many.ndjson)
  --docs FILE      also puts the table between the markers of this page

It needs nats-server (Debian: apt-get install nats-server).
`;

const { values: options } = parseArgs({
  options: {
    pairs: { type: "string", default: "24" },
    times: { type: "string", default: "5" },
    workers: { type: "string", default: "10" },
    minutes: { type: "string", default: "Infinity" },
    rows: { type: "string", default: "reports/studies/fleet-cost.ndjson" },
    "many-rows": { type: "string", default: "reports/studies/fleet-many.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const CPUS = choosePinning().generators;

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const reason = missing("nats-server");
  if (reason !== undefined)
    throw new PushbenchError("usage", `There is no fleet without nats-server: ${reason}.`, {
      hint: "apt-get install nats-server",
    });
  const workers = positiveInteger("workers", options.workers);
  const pairs = new RowsFile<PlayedPair>(options.rows);
  const many = new RowsFile<PlayedMany>(options["many-rows"], (row) => row.workers === workers);
  const one = new StudyFleet(1);
  const all = new StudyFleet(workers);
  const numbers = Array.from({ length: positiveInteger("pairs", options.pairs) }, (_, i) => i + 1);
  const times = Array.from({ length: positiveInteger("times", options.times) }, (_, i) => i + 1);
  const pairsToCome = numbers.filter((number) => !pairs.rows.some(({ pair }) => pair === number));
  const timesToCome = times.slice(many.rows.length);
  // Workers that are not needed yet would only be in the way
  const parts = [
    ...pairsToCome.map((pair) => ({
      name: `pair ${pair}`,
      play: async () => {
        await one.start(CPUS);
        pairs.add(await playPair(pair, one));
      },
    })),
    ...timesToCome.map((time) => ({
      name: `${workers} workers, time ${time}`,
      play: async () => {
        await one.stop();
        await all.start(CPUS);
        many.add(await playMany(time, all));
      },
    })),
  ];
  try {
    await playParts(parts, Number(options.minutes));
  } finally {
    await one.stop();
    await all.stop();
  }
  publish([machineLine(), pairsText(pairs.rows), manyText(many.rows)].join("\n\n"), "study:fleet-cost", options.docs);
}
