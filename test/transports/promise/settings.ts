/** The settings under which promises are held against transports; each transport takes those that it knows. */
import type { z } from "../../../src/schema.js";

export type Settings = Record<string, unknown>;

const LAST_WAIT_SECONDS = 0.25;

const requests: Settings = {
  retries: {
    schedule: Array.from({ length: 100 }, (_, attempt) => Math.min(0.01 * 1.2 ** attempt, LAST_WAIT_SECONDS)),
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

/**
 * What goes over the wire, by what is set for it. Nothing asks for a transport by its name: one that does not know all of
 * the settings cannot be played that way.
 */
export const ways = {
  plain: {},
  tls: { tls: true },
  http2: { tls: true, http2: { maxStreams: 8 } }, // few, for a reset that is meant for one hits them all
} as const satisfies Record<string, Settings>;

export type Way = keyof typeof ways;

export const unknownSettings = (schema: z.ZodType<Settings>, settings: Settings): string[] =>
  (schema.safeParse(settings).error?.issues ?? []).flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [],
  );

/** Parses what the schema knows of these settings, and leaves the others out. */
export function knownSettings(schema: z.ZodType<Settings>, settings: Settings): Settings {
  const unknown = unknownSettings(schema, settings);
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

/** Whether requests of their own run side by side on a connection: a reset that is meant for one hits them all. */
export const multiplexes = (config: Settings): boolean => "http2" in config && config.http2 !== undefined;
