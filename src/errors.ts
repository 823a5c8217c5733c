/**
 * Every way in which a command can end badly: a stable code, its exit code, and what it means. docs/errors.md has the same
 * table, and a test compares the two.
 */
export const exitCodes = {
  pass: 0,
  regression: 1,
  usage: 2,
  inconclusive: 3,
  failed: 4,
  unmeasured: 5,
  interrupted: 130,
} as const;

export const errorTable = {
  usage: { exit: exitCodes.usage, means: "The command line is not understood." },
  "scenario-not-found": { exit: exitCodes.usage, means: "No scenario file has that name." },
  "scenario-invalid": {
    exit: exitCodes.usage,
    means: "The scenario file or an override has one or more problems, all listed.",
  },
  "nothing-to-measure": { exit: exitCodes.usage, means: "No event is due in the measured window of any round." },
  "result-not-found": { exit: exitCodes.usage, means: "There is no result file at that path." },
  "result-invalid": {
    exit: exitCodes.usage,
    means: "The file is not a pushbench result, or one of another schema version.",
  },
  "study-not-found": { exit: exitCodes.usage, means: "There is no study in that folder." },
  "study-invalid": {
    exit: exitCodes.usage,
    means: "The file is not a study that can be gone on with: of another release, or damaged.",
  },
  "claim-not-found": { exit: exitCodes.usage, means: "No claim has that id or name." },
  "claim-invalid": { exit: exitCodes.usage, means: "A claim's file has one or more problems, all listed." },
  "prices-invalid": {
    exit: exitCodes.usage,
    means: "A price list cannot be read, or has one or more problems, all listed.",
  },
  "workload-invalid": {
    exit: exitCodes.usage,
    means: "The workload that advice is asked for has one or more problems, all listed.",
  },
  "baseline-invalid": { exit: exitCodes.usage, means: "The file is not a baseline, or one of another schema version." },
  "baseline-mismatch": {
    exit: exitCodes.usage,
    means: "The baseline is of another machine or workload; the lines that differ are listed.",
  },
  "baseline-not-found": { exit: exitCodes.usage, means: "There is no baseline file at that path." },
  "base-not-found": { exit: exitCodes.usage, means: "The base is no ref, folder or installed version of pushbench." },
  "base-not-built": { exit: exitCodes.usage, means: "The base could not be checked out, installed or built." },
  "base-incompatible": {
    exit: exitCodes.usage,
    means: "The base's service does not understand the calls of this version.",
  },
  "own-service-unplayable": {
    exit: exitCodes.usage,
    means: "The scenario asks of a service of your own what only a reference service can do; all that is listed.",
  },
  "stack-not-found": { exit: exitCodes.usage, means: "No stack has that name." },
  "stack-invalid": { exit: exitCodes.usage, means: "A stack.yaml has one or more problems, all listed." },
  "stack-not-installed": { exit: exitCodes.usage, means: "The machine lacks what a stack needs." },
  "stack-unplayable": { exit: exitCodes.usage, means: "The stack has no part in the scenario's flow or guarantee." },
  "target-unusable": {
    exit: exitCodes.usage,
    means: "The host of a service's URL has no address, or one that names no single machine.",
  },
  "remote-refused": {
    exit: exitCodes.usage,
    means: "A service's URL leads beyond this machine, and nobody has consented to that.",
  },
  "remote-unplayable": {
    exit: exitCodes.usage,
    means: "The scenario asks of a target beyond this machine what it cannot be asked; all that is listed.",
  },
  "remote-over-cap": {
    exit: exitCodes.usage,
    means: "The run asks more of a target beyond this machine than the caps allow; all that is listed.",
  },
  "remote-unproven": {
    exit: exitCodes.usage,
    means: "A target beyond this machine does not prove that it is yours.",
  },
  "output-not-writable": { exit: exitCodes.usage, means: "The output folder cannot be created or written." },
  "output-in-use": { exit: exitCodes.usage, means: "Another run is writing to the output folder." },
  "file-exists": { exit: exitCodes.usage, means: "The file to be written exists already." },
  "too-few-file-descriptors": {
    exit: exitCodes.usage,
    means: "The run needs more open files than the system allows a process.",
  },
  "too-few-ports": {
    exit: exitCodes.usage,
    means: "The run needs more ports to connect from than the system has.",
  },
  "too-little-memory": {
    exit: exitCodes.usage,
    means: "The run needs more memory than the machine or the control group has left.",
  },
  "system-unreadable": {
    exit: exitCodes.usage,
    means: "The system hides what must be read to measure: /proc is not there.",
  },
  "no-temporary-folder": {
    exit: exitCodes.failed,
    means: "No temporary folder can be made.",
  },
  "system-refused": {
    exit: exitCodes.failed,
    means: "The system has no more of something: files, space, memory, processes.",
  },
  "output-lost": {
    exit: exitCodes.failed,
    means: "What was measured or asked for could not be written (disk full?).",
  },
  "redis-missing": {
    exit: exitCodes.failed,
    means: "A service in several processes needs redis-server, and there is none.",
  },
  "port-taken": { exit: exitCodes.failed, means: "A service or a page could not listen on its port." },
  "service-not-ready": { exit: exitCodes.failed, means: "The service could not be started, or was not ready in time." },
  "service-died": { exit: exitCodes.failed, means: "The service process ended during the run." },
  "stack-check-failed": {
    exit: exitCodes.failed,
    means: "A stack does not do the work that its figures would be about; what it does wrong is listed.",
  },
  "generator-died": { exit: exitCodes.failed, means: "A generator process ended during the run." },
  "relay-died": { exit: exitCodes.failed, means: "The process that plays the network ended during the run." },
  "no-answer": { exit: exitCodes.failed, means: "A process of the run stopped answering." },
  "connect-failed": { exit: exitCodes.failed, means: "The clients could not connect to the service." },
  "remote-given-up": {
    exit: exitCodes.failed,
    means: "A target beyond this machine gave nothing but errors, and is left alone.",
  },
  "clock-unknown": {
    exit: exitCodes.failed,
    means: "The clock of a worker's host could not be compared with the coordinator's.",
  },
  "sums-unbalanced": {
    exit: exitCodes.failed,
    means: "The reconciliation of a round does not add up: a defect in the harness.",
  },
  "fleet-unreachable": {
    exit: exitCodes.failed,
    means: "The NATS server of a fleet cannot be reached, or refuses the connection.",
  },
  "fleet-unplayable": {
    exit: exitCodes.usage,
    means: "The scenario asks for what a fleet of several machines cannot play; all that is listed.",
  },
  "fleet-worker-missing": { exit: exitCodes.failed, means: "Fewer workers of the fleet took part than the run needs." },
  "fleet-refused": {
    exit: exitCodes.failed,
    means: "A worker's own configuration does not allow what the run asks of it.",
  },
  "fleet-worker-lost": {
    exit: exitCodes.failed,
    means: "A worker of the fleet died, fell silent or was late, in both attempts at a round.",
  },
  interrupted: { exit: exitCodes.interrupted, means: "The run was interrupted (Ctrl-C, SIGTERM, SIGHUP)." },
} as const satisfies Record<string, { exit: number; means: string }>;

export type ErrorCode = keyof typeof errorTable;

export interface Problem {
  /** The place: a file with its line, a path in the scenario, an option. */
  at: string;
  /** What is wrong and what is allowed. */
  message: string;
}

/** "1 problem", "12 problems": how the message of an error begins that has all of them. */
export const problemCount = ({ length }: readonly unknown[]): string =>
  length === 1 ? "1 problem" : `${length} problems`;

/** An error that a user can act on: what happened, where, and the way out. Anything else that is thrown is a defect. */
export class PushbenchError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "PushbenchError";
    this.code = code;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }

  get exitCode(): number {
    return errorTable[this.code].exit;
  }
}
