/** What an approach may say of a service of the user's own. */
import { positive, positiveInt, z } from "../schema.js";

const port = z.int().min(1).max(65_535);

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

export const reachedService = z.strictObject({
  url: z
    .string()
    .regex(/^(https?|wss?):\/\/[^\s/\\?#@]+\/?$/, "must be an origin such as http://localhost:5000")
    .refine((url) => URL.canParse(url), "must be an origin such as http://localhost:5000")
    .describe("The origin of a service that somebody else runs."),
  pid: positiveInt(
    "The process on this machine whose CPU and memory are measured, with those of its children.",
  ).optional(),
  cgroup: z
    .string()
    .startsWith("/")
    .describe("The folder of the cgroup (version 2) on this machine whose CPU and memory are measured.")
    .optional(),
});

export const serviceSchema = z
  .union([startedService, reachedService])
  .describe("A service of your own, in place of pushbench's reference service: docs/own-service.md.")
  .optional();
