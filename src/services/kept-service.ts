/**
 * What a keeper deals with: a service that knows nothing of pushbench. Either the keeper starts it (kept-command.ts), or somebody else
 * runs it (kept-url.ts).
 */
import type { TemplateName } from "../events/templates.js";
import type { Usage } from "../machine/process-usage.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";
import type { Endpoint } from "../transports/endpoint.js";
import type { ServiceMethods, ServiceReport, StartRequest } from "./service-entry.js";

/** The variable in which the keeper gets its KeeperSpec. What a service is told in its environment may be secret. */
const SPEC = "PUSHBENCH_KEEPS";

export const environmentFor = (spec: KeeperSpec): Record<string, string> => ({ [SPEC]: JSON.stringify(spec) });

/** To be called once. What the keeper starts does not get it. */
export function takeSpec(): KeeperSpec {
  const spec = JSON.parse(process.env[SPEC]!) as KeeperSpec;
  delete process.env[SPEC];
  return spec;
}

/** What the bench tells the keeper when it starts it. */
export interface KeeperSpec {
  service: ServiceSource;
  /** The approach's name in the scenario. */
  approach: string;
  /** Where it is, if that had to be resolved or needed consent. */
  endpoint?: Endpoint;
  /** How messages name it: "The flask service". */
  name: string;
  /** The CPUs of a command. When there are none, it is not pinned. */
  cpus: readonly number[];
  /** The template of the run's events, of which the first request is one. */
  template?: TemplateName;
  /** How long a service may take to become ready that does not say so itself. */
  readySeconds: number;
}

/** Where it listens. `url` is its origin. */
export interface Listening {
  port: number;
  url: string;
}

export interface KeptService {
  /** Resolves when the first real request has succeeded. */
  start(request: StartRequest): Promise<Listening>;
  /** Undefined where nobody knows what it uses. `hasTime` allows it to look for new processes, which takes ms. Throws when it is gone. */
  usage(hasTime: boolean): Usage | undefined;
  /** Resolves when nothing is left of what was started. */
  end(): Promise<void>;
  /** The same at once, because the keeper itself is about to end. */
  abandon(): void;
}

/** What a keeper answers. Unlike a reference service, it may not know what the service uses: then that is absent. */
export type KeeperMethods = Omit<ServiceMethods, "start" | "memory" | "end"> & {
  start(request: StartRequest): Promise<Listening>;
  memory(request: { settled: boolean }): { rssBytes?: number };
  end(): Promise<Omit<ServiceReport, "sample"> & { sample: { cpuNs?: number; elapsedNs: number } }>;
};

export const readySecondsOf = (service: ServiceSource, usual: number): number =>
  (isStarted(service) ? service.ready?.seconds : undefined) ?? usual;

/** What a service is called after its name: its command, or its URL. */
export const sourceLabel = (service: ServiceSource): string => (isStarted(service) ? service.command : service.url);

/** What whoever wrote the command must know about how it ended. */
export function adviceOnDeath(exitCode: number | null): string {
  if (exitCode === 127)
    return "The shell did not find that program: is it installed, and is the path right from where it starts (cwd)?";
  if (exitCode === 126) return "The shell may not run that program: is it executable (chmod +x)?";
  return "It must stay in the foreground until it is sent SIGTERM.";
}
