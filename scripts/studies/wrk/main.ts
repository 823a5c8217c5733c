/** Whether figures of own services agree with wrk, /proc and a known capacity: `npm run study:wrk`. The page: docs/own-service.md. */
import { parseArgs } from "node:util";
import { realEnvironment, stackPlaces } from "../../../src/cli/environment.js";
import { PushbenchError } from "../../../src/errors.js";
import { positiveInteger, runCommand, say } from "../../command.js";
import { missing } from "../../missing-program.js";
import { machineLine, publish } from "../study.js";
import { byPushbench } from "./pushbench.js";
import { ofKnownCapacity, ofStack, type StudiedService, withService } from "./services.js";
import { type Turns, tableOf } from "./table.js";
import { byWrk } from "./wrk.js";

const HELP = `npm run study:wrk -- [options]

  --rounds N       each loads every service once by pushbench and once by wrk, in turns (default 6)
  --stacks A,B     stacks that take webhooks (default express)
  --turns-us A,B   receivers whose turn takes so many microseconds (default 500,2000)
  --docs FILE      also puts the table between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    stacks: { type: "string", default: "express" },
    "turns-us": { type: "string", default: "500,2000" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  if (missing("wrk")) {
    throw new PushbenchError("usage", "wrk is not installed.", { hint: "On Debian: apt-get install wrk." });
  }
  const environment = realEnvironment();
  const places = stackPlaces(environment);
  const list = (text: string): string[] => text.split(",").filter((one) => one !== "");
  const services: StudiedService[] = [
    ...list(options["turns-us"]).map((us) => ofKnownCapacity(positiveInteger("turns-us", us))),
    ...(await Promise.all(list(options.stacks).map((name) => ofStack(name, places)))),
  ];
  const all: Turns[] = services.map((service) => ({ service, pushbench: [], wrk: [] }));
  const rounds = positiveInteger("rounds", options.rounds);
  for (let round = 1; round <= rounds; round++) {
    for (const turns of all) {
      say(`round ${round} of ${rounds}: ${turns.service.name}`);
      await playRound(turns, round % 2 === 0);
    }
  }
  publish(`${machineLine()}\n\n${tableOf(all)}`, "study:wrk", options.docs);
}

/** One process of the service, which is warm when the first of the two begins: both have warmed it up before. */
async function playRound({ service, pushbench, wrk }: Turns, wrkFirst: boolean): Promise<void> {
  await withService(service, async (target) => {
    await byWrk(target);
    const turns: (() => Promise<unknown>)[] = [
      async () => pushbench.push(await byPushbench(target)),
      async () => wrk.push(await byWrk(target)),
    ];
    for (const turn of wrkFirst ? turns.reverse() : turns) await turn();
  });
}
