/** The settings under which promises are held against transports; each transport takes those that it knows. */
import type { z } from "../../../src/schema.js";
import { events } from "./plays.js";

export type Settings = Record<string, unknown>;

const LAST_WAIT_SECONDS = 0.25;

const requests: Settings = {
  retries: {
    schedule: events(0, 100).map((attempt) => Math.min(0.01 * 1.2 ** attempt, LAST_WAIT_SECONDS)),
    jitter: "none",
  },
  timeoutSeconds: 10,
};

/** Quick to try again, slow to lose patience. */
export const quick: Settings = {
  ...requests,
  post: requests, // of a transport whose clients send by requests and receive otherwise
  reconnect: { minSeconds: 0.005, maxSeconds: 0.02, jitter: "none" },
  ackTimeoutSeconds: 10,
};

/** Parses what the schema knows of these settings, and leaves the others out. */
export function knownSettings(schema: z.ZodType<Settings>, settings: Settings): Settings {
  const unknown = (schema.safeParse(settings).error?.issues ?? []).flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [],
  );
  return schema.parse(Object.fromEntries(Object.entries(settings).filter(([key]) => !unknown.includes(key))));
}

/**
 * On which hops events of one sender come to a recipient in order, as its settings tell: where events are requests of their own
 * they pass each other, and such a transport has a schedule of retries; what goes over one stream is kept in a history for
 * those who are away.
 */
export const keepsOrder = (config: Settings): { up: boolean; down: boolean } => ({
  up: !("retries" in config || "post" in config),
  down: "historyEvents" in config,
});
