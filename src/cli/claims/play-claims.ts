/** Plays claims one after the other. Each is kept as soon as it has its verdict, and what is rendered of all is written again. */

import type { ClaimsFolder } from "../../claims/claims-folder.js";
import { judge, type Shown } from "../../claims/judge.js";
import type { Claim } from "../../claims/read-claim.js";
import { CLAIMS_SCHEMA_VERSION, type ClaimRecord, type ClaimsRecord } from "../../claims/record.js";
import { claimsFiles } from "../../claims/report/claims-files.js";
import { monotonicNs } from "../../clock.js";
import { PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import type { Machine } from "../../result/machine.js";
import { requireSameMachine } from "../../studies/play-study.js";
import { nsToSeconds } from "../../units.js";
import type { Environment } from "../environment.js";
import { playStudyOf } from "./play-study.js";

export interface ClaimsRequest {
  /** Those that are asked for, and all that there are: what an earlier run found of the others is told, too. */
  asked: readonly Claim[];
  all: readonly Claim[];
  folder: ClaimsFolder;
  quick: boolean;
  isResumed: boolean;
  pushbenchVersion: string;
  /** It plays the clients of all of them. */
  fleet?: Fleet | undefined;
  signal: AbortSignal;
}

export interface ClaimsOutcome {
  record: ClaimsRecord;
  /** The first that kept a study from completing. */
  failure: PushbenchError | undefined;
}

/** These end the run. After any other failure the next claim is played. */
const ENDING = ["interrupted", "output-lost", "output-not-writable", "fleet-worker-missing"];

export async function playClaims(environment: Environment, request: ClaimsRequest): Promise<ClaimsOutcome> {
  const { asked, folder, isResumed } = request;
  let failure: PushbenchError | undefined;
  const played = new Set<string>();
  for (const claim of asked) {
    const earlier = isResumed ? folder.read(claim) : undefined;
    if (earlier?.state === "complete") {
      environment.stdout.write(`${claim.id}: kept, ${earlier.verdict}\n`);
      played.add(claim.name);
      continue;
    }
    environment.stdout.write(`\n${claim.id}: ${claim.title}\n`);
    const one = await playClaim(environment, claim, request, earlier !== undefined);
    failure ??= one.failure;
    if (one.failure !== undefined && ENDING.includes(one.failure.code)) break;
    played.add(claim.name);
    environment.stdout.write(`${claim.id}: ${one.record.verdict}\n`);
    folder.writeBeside(claimsFiles(recordOf(environment, request, played)));
  }
  const record = recordOf(environment, request, played);
  if (failure?.code !== "output-lost") folder.writeBeside(claimsFiles(record));
  return { record, failure };
}

async function playClaim(
  environment: Environment,
  claim: Claim,
  { folder, quick, pushbenchVersion, all, fleet, signal }: ClaimsRequest,
  isResumed: boolean,
): Promise<{ record: ClaimRecord; failure: PushbenchError | undefined }> {
  const { id, name, title, source, note, fingerprint, notMeasurable } = claim;
  const startNs = monotonicNs();
  const record: ClaimRecord = {
    schemaVersion: CLAIMS_SCHEMA_VERSION,
    ...{ id, name, title, claim: claim.claim, source, fingerprint, quick, pushbenchVersion },
    ...(fleet && { workers: fleet.size }),
    ...(note !== undefined && { note }),
    state: "running",
    verdict: "undecided",
    ...(notMeasurable !== undefined && { notMeasurable }),
    measures: [],
    studies: [],
    startedAt: environment.now().toISOString(),
    seconds: 0,
  };
  folder.write(record);
  const others = all.filter((one) => one.name !== name).flatMap((one) => folder.read(one)?.machine ?? []);
  const shown: Record<string, Shown> = {};
  let failure: PushbenchError | undefined;
  for (const study of Object.keys(claim.studies)) {
    if (signal.aborted) return { record, failure: new PushbenchError("interrupted", "The run was interrupted.") };
    const options = { quick, isResumed, directory: folder.of(claim), fleet };
    const played = await playStudyOf(environment, claim, study, options);
    failure ??= played.failure;
    if (played.failure !== undefined && ENDING.includes(played.failure.code))
      return { record, failure: played.failure };
    shown[study] = played.shown;
    record.studies.push(played.study);
    if (played.machine !== undefined) record.machine = sameMachine(played.machine, [record.machine, ...others]);
  }
  const judged = judge(claim, shown);
  Object.assign(record, judged, { state: "complete", seconds: nsToSeconds(monotonicNs() - startNs) });
  folder.write(record);
  return { record, failure };
}

/** Claims that were found on two machines are no one machine's answer. Throws PushbenchError study-invalid. */
function sameMachine(machine: Machine, others: readonly (Machine | undefined)[]): Machine {
  for (const other of others) if (other !== undefined) requireSameMachine({ machine: other }, machine);
  return machine;
}

function recordOf(
  { program, now }: Environment,
  { asked, all, folder, quick, pushbenchVersion, fleet }: ClaimsRequest,
  played: ReadonlySet<string>,
): ClaimsRecord {
  const known = [...new Map([...all, ...asked].map((one) => [one.name, one])).values()];
  const found = known.flatMap((claim) => {
    const record = folder.read(claim);
    return record?.state === "complete" ? [record] : [];
  });
  const missing = asked.filter(({ name }) => !played.has(name) && !found.some((one) => one.name === name));
  return {
    schemaVersion: CLAIMS_SCHEMA_VERSION,
    ...{ pushbenchVersion, program, quick },
    ...(fleet && { workers: fleet.size }),
    writtenAt: now().toISOString(),
    claims: found.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true })),
    notPlayed: missing.map(({ id, title }) => ({ id, title })),
  };
}
