/** A version of pushbench on disk whose service can take part in a run, and whether it understands this version's calls. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { WorkerProcess } from "../processes/worker-process.js";
import type { ServiceMethods } from "../services/service-entry.js";
import { PROTOCOL_WITHOUT_TLS, SERVICE_PROTOCOL } from "../services/service-protocol.js";

export interface Version {
  /** The name that the user gave. */
  label: string;
  /** A commit id. */
  ref?: string;
  /** The version in its package.json. */
  number: string;
  /** The service's program, as an absolute path. */
  serviceEntry: string;
}

const PACKAGE = "pushbench";
/** Its place inside a built package. It is the same in every version, so that each version can play another one's service. */
const SERVICE_ENTRY = "dist/src/bench/service-entry.js";
/** To start Node on a busy machine takes a while. */
const ANSWER_MS = 20_000;

/** The version in the folder's package.json. It is undefined when the folder contains something else than pushbench. */
export function numberIn(folder: string): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<
      string,
      string
    >;
    return name === PACKAGE ? version : undefined;
  } catch {
    return undefined;
  }
}

/** The version in a folder that is built. Throws PushbenchError base-not-found or base-not-built. */
export function versionIn(folder: string, label: string, ref?: string): Version {
  const number = numberIn(folder);
  if (number === undefined) {
    throw new PushbenchError(
      "base-not-found",
      `${label} is no version of ${PACKAGE}: its package.json says otherwise.`,
      {
        hint: "--against takes a git ref of pushbench's own repository, or the folder of a built or installed version.",
      },
    );
  }
  const serviceEntry = path.join(folder, SERVICE_ENTRY);
  if (!existsSync(serviceEntry)) {
    throw new PushbenchError("base-not-built", `${label} has no ${SERVICE_ENTRY}.`, {
      hint: `Build it there: npm ci && npm run build (in ${folder}).`,
    });
  }
  return { label, number, serviceEntry, ...(ref !== undefined && { ref }) };
}

export interface Head {
  /** The version in its package.json. */
  number: string;
  /** The approaches that base and head play with their own services and over TLS. */
  encrypted: readonly string[];
}

/**
 * Starts the base's service once and asks for its protocol. Throws PushbenchError base-incompatible, which names both
 * versions, or service-died.
 */
export async function requireProtocol(base: Version, head: Head, signal: AbortSignal): Promise<void> {
  const worker = new WorkerProcess<Pick<ServiceMethods, "protocol">>({
    name: `The service of ${base.label}`,
    entry: base.serviceEntry,
    cpus: [],
    diedCode: "service-died",
  });
  const leave = (): void => void worker.stop();
  signal.addEventListener("abort", leave, { once: true });
  try {
    const spoken = await worker.call("protocol", undefined, ANSWER_MS).catch(unspoken);
    if (spoken === SERVICE_PROTOCOL || (spoken === PROTOCOL_WITHOUT_TLS && head.encrypted.length === 0)) return;
    throw incompatible(base, spoken, head);
  } catch (error) {
    throw signal.aborted ? new PushbenchError("interrupted", "The run was interrupted.") : error;
  } finally {
    signal.removeEventListener("abort", leave);
    await worker.stop();
  }
}

function incompatible({ label, number }: Version, spoken: number | undefined, head: Head): PushbenchError {
  const named = `The service of ${label} (${PACKAGE} ${number}) speaks`;
  const own = `this ${PACKAGE} ${head.number} speaks protocol ${SERVICE_PROTOCOL}`;
  if (spoken === PROTOCOL_WITHOUT_TLS) {
    const what = head.encrypted.join(", ");
    return new PushbenchError(
      "base-incompatible",
      `${named} protocol ${spoken} with its bench, which knows no TLS, and ${own}. The run encrypts ${what}.`,
      { hint: "Name approaches without TLS with --approaches, or a base that knows it." },
    );
  }
  return new PushbenchError(
    "base-incompatible",
    `${named} ${spoken === undefined ? "no numbered protocol" : `protocol ${spoken}`} with its bench, ${own}.`,
    { hint: "Name a base that speaks the same, or compare the results of two runs with `pushbench compare`." },
  );
}

/**
 * A service from before there was a number answers that it knows no such call. A service that died or is silent is another
 * error.
 */
function unspoken(error: unknown): undefined {
  if (error instanceof PushbenchError) throw error;
  return undefined;
}
