/** What an approach may say of a service of the user's own. */
import { positive, positiveInt, z } from "../schema.js";

const port = z.int().min(1).max(65_535);

/** How many groups a regular expression has; undefined where it is none. */
function groupsOf(pattern: string): number | undefined {
  try {
    return new RegExp(`${pattern}|`).exec("")!.length - 1; // with an alternative that always matches
  } catch {
    return undefined;
  }
}

export const startedService = z.strictObject({
  command: z
    .string()
    .trim()
    .min(1)
    .describe("What a shell starts. It stays in the foreground, and is ended with all that it started."),
  cwd: z
    .string()
    .min(1)
    .describe("The folder in which the command starts. By default it is the folder in which pushbench was started.")
    .optional(),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, "must be a variable's name"), z.string())
    .describe("Variables of the command's environment.")
    .optional(),
  port: z
    .union([
      port.describe("The port at which it listens, whatever it is told."),
      z.strictObject({
        pattern: z
          .string()
          .min(1)
          .refine((pattern) => groupsOf(pattern) !== 0, "must have a group for the port, as in (\\d+)")
          .refine((pattern) => groupsOf(pattern) !== undefined, "must be a regular expression")
          .describe("A regular expression: its first group finds the port in what the command prints."),
      }),
    ])
    .describe("Where it listens. By default it is told a free port as $PORT.")
    .optional(),
  ready: z
    .strictObject({ seconds: positive("How long it may take until a first request succeeds, in seconds.") })
    .describe("How long it may take to start. By default that is run.readySeconds.")
    .optional(),
});

const AN_ORIGIN = "must be an origin such as http://localhost:5000, without a path";

export const reachedService = z.strictObject({
  url: z
    .string()
    .regex(/^(https?|wss?):\/\/[^\s/\\?#@]+\/?$/, AN_ORIGIN)
    .refine((url) => URL.canParse(url), AN_ORIGIN)
    .describe("The origin of a service that somebody else runs."),
  pid: positiveInt(
    "The process on this machine whose CPU and memory are measured, with those of its children.",
  ).optional(),
  cgroup: z
    .string()
    .startsWith("/", "must be the absolute path of a folder, such as /sys/fs/cgroup/system.slice/app.service")
    .describe("The folder of the cgroup (version 2) on this machine whose CPU and memory are measured.")
    .optional(),
});

/** The most processes of a service: beyond that many, one machine measures its own scheduler. */
const MOST_PROCESSES = 64;

export const referenceService = z.strictObject({
  processes: z
    .int()
    .min(1)
    .max(MOST_PROCESSES)
    .describe("In how many processes pushbench's reference service runs: docs/several-processes.md."),
});

export const serviceSchema = z
  .union([startedService, reachedService, referenceService])
  .describe(
    "A service of your own, in place of pushbench's reference service (docs/own-service.md), or in how many processes the reference service runs.",
  )
  .optional();
