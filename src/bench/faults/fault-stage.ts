/** The stage of one approach (see faults/fault.ts): it does to the processes what faults ask for. */
import type { EndFault, Stage } from "../../faults/fault.js";
import type { GeneratorMethods } from "../../generators/generator-entry.js";
import type { NetworkConditions } from "../../network-conditions.js";
import type { CalledProcess } from "../../processes/called-process.js";
import type { Misbehaviour } from "../../transports/transport.js";

const CALL_MS = 15_000;

/** The processes that a stage acts on. */
export interface StageParts {
  approach: string;
  /** The side that receives events from their senders. */
  recipients: "service" | "clients";
  service: {
    misbehave(how: Misbehaviour | null): Promise<void>;
    freeze(): void;
    thaw(): void;
  };
  killService(): Promise<void>;
  restartService(): Promise<void>;
  generators: readonly CalledProcess<GeneratorMethods>[];
  /** It is undefined when clients and service talk directly. */
  relay: { set(conditions: NetworkConditions): Promise<void> } | undefined;
  network: NetworkConditions;
}

export function stageOf(parts: StageParts): Stage {
  const { approach, recipients, service, generators, relay, network } = parts;
  const toGenerators = async (call: (generator: CalledProcess<GeneratorMethods>) => Promise<void>): Promise<void> => {
    await Promise.all(generators.map(call));
  };
  const clients = adding<Misbehaviour>((parts) =>
    toGenerators((generator) => generator.call("misbehave", { approach, how: whole(parts) }, CALL_MS)),
  );
  const receiver = adding<Misbehaviour>((parts) => service.misbehave(whole(parts)));
  const changes = adding<Partial<NetworkConditions>>(async (parts) => {
    if (!relay) throw new Error("a fault on the network needs a relay");
    await relay.set(Object.assign({ ...network }, ...parts));
  });
  return {
    killService: parts.killService,
    restartService: parts.restartService,
    async freezeService() {
      service.freeze();
      return async () => service.thaw();
    },
    recipientsMisbehave: recipients === "service" ? receiver : clients,
    clientsMisbehave: clients,
    dropClients: () => toGenerators((generator) => generator.call("dropConnections", { approach }, CALL_MS)),
    changeNetwork: changes,
  };
}

/** Faults that last at the same time add up: `apply` is told of all that are on, whenever one begins or ends. */
function adding<Part>(apply: (parts: readonly Part[]) => Promise<void>): (part: Part) => Promise<EndFault> {
  const parts: Part[] = [];
  return async (part) => {
    parts.push(part);
    await apply(parts);
    return () => {
      parts.splice(parts.indexOf(part), 1);
      return apply(parts);
    };
  };
}

const whole = (parts: readonly Misbehaviour[]): Misbehaviour | null =>
  parts.length === 0 ? null : Object.assign({}, ...parts);
