/** What the processes of a service in several are told when they are started: in their environments, which other users cannot read. */

/** To the primary, by the bench. */
export interface GroupSpec {
  /** The program of one process of the service. */
  entry: string;
  /** How messages name the service: "The websocket service". */
  name: string;
  processes: number;
  ports: "shared" | "own";
  /** Whether events must reach other processes. */
  needsBus: boolean;
}

/** To a process of the service, by the primary. */
export interface MemberSpec {
  /** From 0. */
  number: number;
  of: number;
  /** Where Redis listens. */
  busPort?: number | undefined;
}

/** The number of no call: a process says with it that it listens. */
export const HELLO = 0;

const GROUP = "PUSHBENCH_GROUP";
const MEMBER = "PUSHBENCH_MEMBER";

export const groupEnvironment = (spec: GroupSpec): Record<string, string> => ({ [GROUP]: JSON.stringify(spec) });
export const memberEnvironment = (spec: MemberSpec): Record<string, string> => ({ [MEMBER]: JSON.stringify(spec) });

/** To be called once: what the process starts does not get it. */
export function takeGroupSpec(): GroupSpec {
  return JSON.parse(take(GROUP)!) as GroupSpec;
}

/** Undefined in a service of a single process. */
export function takeMemberSpec(): MemberSpec | undefined {
  const text = take(MEMBER);
  return text === undefined ? undefined : (JSON.parse(text) as MemberSpec);
}

function take(name: string): string | undefined {
  const text = process.env[name];
  delete process.env[name];
  return text;
}
