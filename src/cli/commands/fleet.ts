/** `pushbench fleet manifest` prints what has Kubernetes start the workers of a fleet. */
import { exitCodes, PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";

const actions = ["manifest"] as const;

export const fleet = defineCommand({
  name: "fleet",
  describe: "More than one machine: print the Kubernetes manifest that starts the workers (docs/fleet-kubernetes.md)",
  positionals: {
    action: { type: "string", choices: actions, required: true, describe: "manifest prints YAML for kubectl apply" },
  },
  options: {
    workers: {
      type: "number",
      whole: true,
      min: 1,
      max: 1_000,
      required: true,
      describe: "How many, each on a node of its own",
    },
    image: {
      type: "string",
      describe: "The image that `docker build .` makes in a clone (default: pushbench:<version>)",
    },
    name: { type: "string", default: "pushbench", describe: "What all objects are named after" },
    namespace: { type: "string", describe: "The namespace (default: that of kubectl)" },
    cpus: { type: "number", whole: true, min: 1, max: 1_024, default: 2, describe: "CPUs of each worker" },
    memory: { type: "string", default: "2Gi", describe: "Memory of each worker" },
    hours: {
      type: "number",
      whole: true,
      min: 1,
      max: 168,
      default: 4,
      describe: "After how many hours the workers end",
    },
    coordinator: { type: "boolean", describe: "Add a pod in which to run the bench" },
    service: {
      type: "string",
      array: true,
      describe: "What workers may reach besides each other: app=shop[:PORT] for pods, 10.20.0.5[:PORT] or a network",
    },
    "host-services": {
      type: "boolean",
      describe: "Let runs have pushbench's services on a worker's host: bench --service-on worker-0",
    },
    "allow-target": { type: "string", array: true, describe: "A host that each worker lets runs load" },
    nats: { type: "string", describe: "A NATS server that is there already (default: one beside the workers)" },
    "nats-image": {
      type: "string",
      default: "nats:2.10-alpine",
      describe: "The image of the server beside the workers",
    },
    "tls-secret": {
      type: "string",
      describe: "Encrypt NATS: a Secret with ca.crt, and tls.crt and tls.key of the server",
    },
    "token-file": { type: "string", describe: "A file with the fleet's token: the Secret is printed, too" },
    "nats-token-file": { type: "string", describe: "A file with the token of the NATS server" },
  },
  examples: [
    ["$0 fleet manifest --workers 20 > fleet.yaml", "then kubectl apply -f fleet.yaml"],
    ["$0 fleet manifest --workers 4 --service app=shop:8080", "the workers may reach the pods of a service"],
  ],

  async run(environment, { action: _, ...args }) {
    const { fleetManifest } = await import("../../fleet/kubernetes/manifest.js");
    const checked = await import("../../fleet/kubernetes/plan.js");
    const { packageVersion } = await import("../../files/installed.js");
    const { workers, name, namespace, cpus, memory, hours, natsImage, tlsSecret, coordinator } = args;
    const image = args.image ?? `pushbench:${packageVersion(environment.packageDirectory)}`;
    checked.requireName(name, "name", checked.MOST_PREFIX_CHARACTERS);
    if (namespace !== undefined) checked.requireName(namespace, "namespace");
    if (tlsSecret !== undefined) checked.requireName(tlsSecret, "tls-secret");
    checked.requireMemory(memory);
    checked.requireImage(image, "image");
    checked.requireImage(natsImage, "nats-image");
    for (const host of args.allowTarget) checked.requireHost(host);
    const nats = args.nats === undefined ? undefined : checked.natsPlace(args.nats);
    if (nats !== undefined && tlsSecret !== undefined && !nats.url.startsWith("tls:"))
      throw new PushbenchError(
        "usage",
        `--tls-secret encrypts connections, but --nats ${nats.url} has none that are.`,
        {
          hint: `Write --nats tls://${nats.host}:${nats.port}, or leave --tls-secret out.`,
        },
      );
    const services = args.service.map(checked.peerOf);
    const tokens = await tokensOf(args, environment.cwd);
    const { allowTarget: allowTargets, hostServices } = args;
    const job = { workers, name, namespace, image, cpus, memory, hours };
    environment.stdout.write(
      fleetManifest({ ...job, coordinator, nats, natsImage, tlsSecret, services, hostServices, allowTargets, tokens }),
    );
    return exitCodes.pass;
  },
});

interface TokenFiles {
  nats?: string | undefined;
  tokenFile?: string | undefined;
  natsTokenFile?: string | undefined;
}

/** Undefined: the user makes the Secret. A half of one would keep pods from starting, and nobody would know why. */
async function tokensOf({ nats, tokenFile, natsTokenFile }: TokenFiles, cwd: string) {
  if (tokenFile === undefined && natsTokenFile === undefined) return undefined;
  if (tokenFile === undefined || (natsTokenFile === undefined && nats === undefined))
    throw new PushbenchError("usage", `--${tokenFile === undefined ? "token-file" : "nats-token-file"} is missing.`, {
      hint: "The Secret has both tokens. Give both files, or neither: then the manifest says how to make the Secret.",
    });
  const { tokenIn } = await import("../../fleet/token-file.js");
  return {
    fleet: tokenIn(tokenFile, "token-file", cwd),
    nats: natsTokenFile === undefined ? undefined : tokenIn(natsTokenFile, "nats-token-file", cwd),
  };
}
