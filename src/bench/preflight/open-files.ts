/** Whether every process may have as many files open as its connections take. */
import { PushbenchError } from "../../errors.js";
import type { ApproachRecord } from "../../result/result.js";
import { cardOf } from "../../transports/registry.js";
import { clientsByApproaches, type Load } from "./load.js";

/** How many files a process needs besides its connections: the program, pipes, the IPC channel. */
const OTHER_FILES = 64;
/** Connections that are handed out in turn go to whoever is free, so one process may have a few more than its share. */
const UNEVEN = 1.1;

/** One that is too full, and how its connections get into more of them. */
interface Fullest {
  process: string;
  files: number;
  wayOut?: string;
}

/** Throws PushbenchError too-few-file-descriptors. `limit`: of one process. */
export function requireOpenFiles(load: Load, limit: number | undefined): void {
  if (limit === undefined) return;
  const room = Math.max(1, limit - OTHER_FILES);
  const generators = load.areGeneratorsOfWorkers || load.areClientsElsewhere ? [] : [fullestGenerator(load, room)];
  const services = load.areServicesElsewhere ? [] : [fullestService(load, room)];
  const tooFull = [...generators, ...services, ...fullestRelay(load)]
    .map((one) => ({ ...one, files: one.files + OTHER_FILES }))
    .filter(({ files }) => files > limit);
  if (tooFull.length === 0) return;
  const most = Math.max(...tooFull.map(({ files }) => files));
  const waysOut = tooFull.flatMap(({ wayOut }) => wayOut ?? []);
  throw new PushbenchError(
    "too-few-file-descriptors",
    `${clientsByApproaches(load)} need about ${tooFull.map(({ process, files }) => `${files} open files in one ${process}`).join(" and ")} process, but the limit is ${limit}.`,
    {
      hint: `Raise it (ulimit -n ${most})${waysOut.length === 0 ? "" : `, or share the clients out (${waysOut.join(" ")})`}, or take fewer clients (--set clients=…) or fewer --approaches.`,
    },
  );
}

function fullestGenerator({ approaches, flow, clients, generators, ofClients }: Load, room: number): Fullest {
  const perClient = approaches.reduce((sum, one) => sum + filesPerClient(one, flow).generator, 0);
  const sufficient = Math.ceil((ofClients ?? clients) / Math.max(1, Math.floor(room / perClient)));
  return {
    process: "generator",
    files: Math.ceil(clients / generators) * perClient,
    wayOut: `${ofClients === undefined ? "--generators" : "--workers"} ${sufficient}`,
  };
}

/** What a service of the user's own may open is its own affair, but its limit is this process's, if pushbench starts it. */
function fullestService(load: Load, room: number): Fullest {
  const files = load.approaches.map((approach) => filesOfService(approach, load));
  const waysOut = load.approaches.flatMap((approach, i) => {
    const canShare = approach.service === undefined && !("cannot" in cardOf(approach.transport).severalProcesses);
    if (files[i]! <= room || !canShare) return [];
    const processes = Array.from({ length: MOST_PROCESSES }, (_, before) => before + 1).find(
      (count) => filesOfService({ ...approach, processes: count }, load) <= room,
    );
    return processes === undefined ? [] : [`--set approaches.${approach.name}.service.processes=${processes}`];
  });
  return { process: "service", files: Math.max(...files), ...(waysOut.length > 0 && { wayOut: waysOut.join(" ") }) };
}

/** No advice goes beyond that. */
const MOST_PROCESSES = 64;

/** Of its fullest process, with a little room for clients that do not spread evenly. */
function filesOfService(approach: ApproachRecord, { flow, clients }: Load): number {
  const { transport, processes = 1 } = approach;
  const perClient = filesPerClient(approach, flow).service;
  if (processes === 1) return clients * perClient;
  // Each process of a relay that calls its clients back calls all of them.
  const called = cardOf(transport).clientsListen && flow === "relay" ? perClient - 1 : 0;
  return Math.ceil(clients * (called + ((perClient - called) / processes) * UNEVEN));
}

/** A relay has both ends of every connection of a single approach. */
function fullestRelay({ approaches, flow, clients, hasRelays }: Load): Fullest[] {
  if (!hasRelays) return [];
  const perClient = Math.max(...approaches.map((one) => filesPerClient(one, flow).service));
  return [{ process: "relay", files: 2 * clients * perClient }];
}

const filesPerClient = ({ transport, config }: ApproachRecord, flow: Load["flow"]) =>
  cardOf(transport).openFilesPerClient(flow, config);
