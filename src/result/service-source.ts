/** Where an approach's service comes from when it is the user's own. It travels in the result, so that a run can be repeated. */

/** A program that pushbench starts, measures as a process group and ends. */
export interface StartedService {
  command: string;
  /** The folder in which it starts. Absent: the one in which pushbench was started. */
  cwd?: string;
  env?: Record<string, string>;
  /** Where it listens: always there, or at what the pattern's first group finds in its output. Absent: at $PORT. */
  port?: number | { pattern: string };
  ready?: { seconds: number };
}

/** A service that somebody else runs. */
export interface ReachedService {
  url: string;
  /** The process on this machine that is measured, with its children. Without it and `cgroup`, CPU and memory are unknown. */
  pid?: number;
  /** The cgroup (v2) folder on this machine that is measured. */
  cgroup?: string;
}

export type ServiceSource = StartedService | ReachedService;

/** Whether CPU and memory can be read: pushbench started it, or was told which processes of this machine it is. */
export const isMeasured = (service: ServiceSource | undefined): boolean =>
  service === undefined || isStarted(service) || service.pid !== undefined || service.cgroup !== undefined;

export const isStarted = (service: ServiceSource): service is StartedService => "command" in service;
