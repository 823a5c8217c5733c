/** `pushbench worker` plays a part of other machines' runs, until it is told to end. */
import { exitCodes } from "../../errors.js";
import { defineCommand } from "../command.js";
import { nkeyOption } from "../fleet/fleet-options.js";

export const worker = defineCommand({
  name: "worker",
  describe: "Play the clients of runs that another machine coordinates (docs/fleet.md)",
  positionals: {},
  options: {
    nats: {
      type: "string",
      required: true,
      describe: "The NATS server of the fleet: nats://HOST:4222, tls://HOST:4222",
    },
    name: { type: "string", required: true, describe: "The worker's name, which no other of the fleet has" },
    "token-file": { type: "string", describe: "The file with the fleet's token (default: PUSHBENCH_FLEET_TOKEN)" },
    "nats-nkey-file": nkeyOption,
    cpus: {
      type: "string",
      describe: "CPUs to which its generator, or its services, are pinned: 2-3,6 (default: none)",
    },
    "clock-port": {
      type: "number",
      whole: true,
      min: 0,
      max: 65_535,
      default: 0,
      describe: "The UDP port at which the coordinator asks for the time (0: any that is free)",
    },
    "max-clients": { type: "number", whole: true, min: 1, describe: "Refuse runs with more clients than that here" },
    "max-events": {
      type: "number",
      whole: true,
      min: 1,
      describe: "Refuse runs in which clients here begin more events than that within a second",
    },
    "max-seconds": { type: "number", min: 1, describe: "Leave a run that lasts longer than that" },
    "allow-target": {
      type: "string",
      array: true,
      describe: "A host that may be loaded from here, besides the fleet's own in a private network",
    },
    address: {
      type: "string",
      describe: "The address of this machine at which the others reach it (default: as NATS sees it)",
    },
    "host-services": {
      type: "boolean",
      describe: "Let runs with --service-on start pushbench's services here, which listen at that address",
    },
  },
  examples: [
    ["$0 worker --nats nats://10.0.0.1 --name a --token-file fleet.token", "one of a fleet"],
    ["$0 worker --nats nats://10.0.0.1 --name a --token-file fleet.token --cpus 2-3 --max-seconds 900", "with limits"],
    ["$0 worker --nats nats://10.0.0.1 --name s --token-file fleet.token --host-services", "a machine for services"],
  ],
  async run(environment, args) {
    const { packageVersion } = await import("../../files/installed.js");
    const { natsServer } = await import("../../fleet/channel/nats-server.js");
    const { nkeySeed } = await import("../../fleet/channel/nkey-seed.js");
    const { requireWorkerName } = await import("../../fleet/protocol.js");
    const { fleetToken } = await import("../../fleet/token.js");
    const { runWorker } = await import("../../fleet/worker/run-worker.js");
    const { requireCpus } = await import("../fleet/require-cpus.js");

    const { cwd, env } = environment;
    requireWorkerName(args.name, "--name");
    let forget = (): void => {};
    const told = new Promise<void>((resolve) => {
      forget = environment.onInterrupt(resolve);
    });
    try {
      await runWorker({
        server: natsServer(args.nats, "nats", env, nkeySeed(args.natsNkeyFile, cwd, env)),
        name: args.name,
        token: fleetToken(args.tokenFile, "token-file", cwd, env),
        pushbenchVersion: packageVersion(environment.packageDirectory),
        generatorEntry: environment.generatorEntry,
        ...(args.hostServices && { serviceEntry: environment.serviceEntry }),
        cpus: requireCpus(args.cpus),
        clockPort: args.clockPort,
        limits: {
          ...(args.maxClients !== undefined && { maxClients: args.maxClients }),
          ...(args.maxEvents !== undefined && { maxEvents: args.maxEvents }),
          ...(args.maxSeconds !== undefined && { maxSeconds: args.maxSeconds }),
        },
        allowTargets: args.allowTarget,
        address: args.address,
        say: (line) => environment.stdout.write(`${line}\n`),
        told,
      });
    } finally {
      forget();
    }
    return exitCodes.pass;
  },
});
