/** What coordinators and workers say to each other before a run: subjects, who is there, and the request to take part. */
import { PushbenchError } from "../errors.js";
import type { HostResources } from "../machine/host-resources.js";
import type { Answer, Call } from "../processes/channel.js";
import type { HostRecord } from "../result/hosts.js";

/** Raised when a worker of the version before would misunderstand. Besides, both sides must be of the same release. */
export const FLEET_PROTOCOL = 2;

/** A worker's name is part of subjects, so that the server's permissions can be written for it. */
const NAME = /^[A-Za-z0-9_-]{1,40}$/;

export const isWorkerName = (name: unknown): name is string => typeof name === "string" && NAME.test(name);

/** `at`: what is named in the error. Throws PushbenchError usage. */
export function requireWorkerName(name: string, at: string): void {
  if (isWorkerName(name)) return;
  throw new PushbenchError("usage", `${at}: "${name}" cannot be the name of a worker.`, {
    hint: "A name has 1 to 40 letters, digits, underscores and hyphens: it is part of subjects of NATS.",
  });
}

/** The tree of subjects (docs/fleet.md). */
export const subjects = {
  /** Who is there? Every worker answers. */
  workers: "pushbench.workers",
  /** The request to take part in a run. */
  take: (worker: string) => `pushbench.worker.${worker}.take`,
  /** Frames from the coordinator to that worker, and back. */
  toWorker: (run: string, worker: string) => `pushbench.run.${run}.${worker}.to`,
  fromWorker: (run: string, worker: string) => `pushbench.run.${run}.${worker}.from`,
};

/** How many of a worker's own it allows. Absent: any number. */
export interface Limits {
  /** Clients of all approaches together. */
  maxClients?: number;
  /** Events that its clients begin within any second. */
  maxEvents?: number;
  /** How long a run may hold it. */
  maxSeconds?: number;
}

/** What a worker tells of itself to whoever asks. */
export interface WorkerCard extends Omit<HostRecord, "worker"> {
  name: string;
  protocol: number;
  pushbenchVersion: string;
  /** Where it tells the time, over UDP (clock/clock-responder.ts). What listens there besides has the same address. */
  clockAt: { address: string; port: number };
  /** Equal where two processes read the same monotonic clock. Absent: unknown. */
  clockId?: string;
  limits: Limits;
  /** Services may be started on its host. */
  hostsServices?: true;
  /** What its host had for clients when it told. */
  resources: HostResources;
  /** Who plays with it. Absent: it is free. */
  playsFor?: string;
}

export interface TakeRequest {
  /** Random for every request. Subjects and keys are made of it, and it is accepted once. */
  run: string;
  worker: string;
  /** By the wall clock of the coordinator. */
  atMs: number;
  protocol: number;
  pushbenchVersion: string;
  /** Who asks: a host and a process, for messages to people. */
  coordinator: string;
  /** Where the run's services listen. */
  address: string;
  /** What the worker's host is for. */
  plays: "clients" | "services";
}

/** Why a worker does not take part. */
export interface Refusal {
  message: string;
  hint?: string;
}

/** What the token has signed: the text, and what the token makes of it (token.ts). */
export interface Signed {
  text: string;
  mac: string;
}

/** What was accepted is the worker's card. */
export type TakeAnswer = { accepted: Signed } | { refused: Refusal };

/** What travels over the link of a run. */
export type ToWorker = { call: Call };
export type FromWorker =
  | { answer: Answer }
  | { leaves: string }
  /** A service has ended that was not asked to: its id, and the error. */
  | { died: Answer };

export const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** Undefined: it is no JSON. What is in it is still to be judged. */
export function parsedJson<Value>(data: Uint8Array): Partial<Value> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString());
    return typeof value === "object" && value !== null ? (value as Partial<Value>) : undefined;
  } catch {
    return undefined;
  }
}
