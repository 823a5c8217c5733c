/** Whether points of a curve agree with those of other load generators: `npm run study:curve`. The page: docs/efficiency.md. */
import { parseArgs } from "node:util";
import { PushbenchError } from "../../../src/errors.js";
import { positiveInteger, runCommand, say } from "../../command.js";
import { RowsFile } from "../../rows-file.js";
import { machineLine, playParts, publish, type StudyPart } from "../study.js";
import { type CurveCase, cases } from "./cases.js";
import { type CurveRow, reportText } from "./curve-table.js";
import { CONNECTIONS, type Found, type Load, MEASURE_SECONDS } from "./point.js";
import { byPushbench } from "./pushbench.js";
import { withReferenceService } from "./reference-service.js";

const HELP = `npm run study:curve -- [options]

  --rounds N       of each service, those in the file included (default 6); each takes about 50 s
  --points A,B,C   in percent of what the service carries in a closed loop (default 10,50,90)
  --only NAME      one service, by the beginning of its name
  --minutes N      begins no round after so many (default: no limit; 0 only writes the page)
  --rows FILE      what was measured, kept from run to run (default reports/studies/curve.ndjson)
  --docs FILE      also puts the table between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    points: { type: "string", default: "10,50,90" },
    only: { type: "string", default: "" },
    minutes: { type: "string", default: "Infinity" },
    rows: { type: "string", default: "reports/studies/curve.ndjson" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const LOAD = { connections: CONNECTIONS, seconds: MEASURE_SECONDS };
/** About what pushbench plays before it measures: code that was called more often is faster. */
const WARM_UP = { connections: CONNECTIONS, seconds: 3, perSecond: 5_000 };

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const rounds = positiveInteger("rounds", options.rounds);
  const shares = options.points.split(",").map((text) => positiveInteger("points", text));
  const asked = cases.filter(({ name }) => name.startsWith(options.only));
  if (asked.length === 0) {
    const names = cases.map(({ name }) => name).join("; ");
    throw new PushbenchError("usage", `--only: no service is called ${options.only}.`, {
      hint: `There are: ${names}.`,
    });
  }
  const absent = asked.flatMap(({ name, peer, missing }) => (missing ? [`${peer} (${name}): ${missing}.`] : []));
  for (const line of absent) say(`left out: ${line}`);
  const file = new RowsFile<CurveRow>(options.rows);
  const parts: StudyPart[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const one of asked) {
      const isPlayed = file.rows.some((row) => row.service === one.name && row.round === round);
      if (one.missing || isPlayed) continue;
      parts.push({
        name: `${one.name}, round ${round}`,
        play: async () => file.add(...(await playRound(one, round, shares, carriedBy(file.rows, one)))),
      });
    }
  }
  await playParts(parts, Number(options.minutes));
  const left = absent.length === 0 ? "" : `\n\nLeft out: ${absent.join(" ")}`;
  publish(`${machineLine()}\n\n${reportText(file.rows)}${left}`, "study:curve", options.docs);
}

/**
 * Requests that come together cost a service less than those that come one by one. Whoever waits by timers sends once in a millisecond
 * what is due, so there are as many connections as there are events in a millisecond.
 */
function connectionsAt(perSecond: number): number {
  return Math.min(CONNECTIONS, Math.ceil(perSecond / 1_000));
}

/** As the first round found it: all rounds of a point have the same rate. */
function carriedBy(rows: readonly CurveRow[], { name }: CurveCase): number | undefined {
  const first = rows.find(({ service }) => service === name);
  return first && (first.asked / first.share) * 100;
}

/** Each point has a process of the service for itself, on either side. */
async function playRound(
  one: CurveCase,
  round: number,
  shares: readonly number[],
  known: number | undefined,
): Promise<CurveRow[]> {
  const carried = known ?? (await closedLoop(one));
  const rows: CurveRow[] = [];
  for (const share of shares) {
    const asked = (carried * share) / 100;
    const byPeer = (): Promise<Found> => atPoint(one, { ...LOAD, connections: connectionsAt(asked), perSecond: asked });
    const byUs = (): Promise<CurveRow["pushbench"]> => byPushbench(one, asked, round);
    const row = { service: one.name, peer: one.peer, share, round, asked };
    if (round % 2 === 0) rows.push({ ...row, byPeer: await byPeer(), pushbench: await byUs() });
    else rows.push({ ...row, pushbench: await byUs(), byPeer: await byPeer() });
  }
  return rows;
}

async function atPoint(one: CurveCase, load: Load): Promise<Found> {
  return withReferenceService(one, async (service) => {
    await one.load(service, WARM_UP);
    return one.load(service, load);
  });
}

/** What the service carries when each connection has one event at a time: events per second. */
async function closedLoop(one: CurveCase): Promise<number> {
  return withReferenceService(one, async (service) => {
    await one.load(service, LOAD);
    return (await one.load(service, LOAD)).perSecond;
  });
}
