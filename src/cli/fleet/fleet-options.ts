/** The options of a run on a fleet, declared once. */

/** Workers have it, too. */
export const nkeyOption = {
  type: "string",
  describe:
    "The file with the seed of an nkey, for a NATS server that knows users by nkeys (default: PUSHBENCH_NATS_NKEY)",
} as const;

export const fleetOptions = {
  fleet: {
    type: "string",
    describe: "Let workers on other machines play the clients; the NATS server where they wait: nats://HOST:4222",
  },
  workers: { type: "number", whole: true, min: 1, default: 1, describe: "With --fleet: how many workers play" },
  "fleet-token-file": {
    type: "string",
    describe: "With --fleet: the file with the token that its workers have (default: PUSHBENCH_FLEET_TOKEN)",
  },
  "fleet-address": {
    type: "string",
    describe:
      "With --fleet: the address of this machine at which workers reach its services (default: as NATS sees it)",
  },
  "nats-nkey-file": nkeyOption,
} as const;
