/** What a machine has for clients that connect from it, as far as its system tells. */
import { readFileSync, readlinkSync } from "node:fs";
import { type PortRange, portsToConnectFrom } from "../loopback.js";
import { type AvailableMemory, availableMemory } from "./available-memory.js";
import { readOpenFilesLimit } from "./open-files.js";
import { portsHeldByClosed } from "./ports.js";

export interface Ports {
  /** What the system hands out, for each address and each service. */
  range: PortRange;
  /** How many of them closed connections hold. */
  held: number;
}

export interface HostResources {
  /** Of one process. */
  openFilesLimit?: number;
  ports?: Ports;
  memory?: AvailableMemory;
  /** Equal where two processes share memory and CPUs: it names a kernel since it was started. */
  kernel?: string;
  /** Equal where two processes connect from the same ports: it names a network of that kernel. */
  network?: string;
}

export function hostResources(): HostResources {
  const openFilesLimit = readOpenFilesLimit();
  const range = portsToConnectFrom();
  const memory = availableMemory();
  const kernel = kernelId();
  const network = kernel && namespaceId("net");
  return {
    ...(openFilesLimit !== undefined && { openFilesLimit }),
    ...(range && { ports: { range, held: portsHeldByClosed() } }),
    ...(memory && { memory }),
    ...(kernel !== undefined && { kernel }),
    ...(network !== undefined && { network: `${kernel} ${network}` }),
  };
}

/** Names the kernel on which this process runs, since it was started. Undefined where the system does not tell. */
export function kernelId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Names a namespace of this process, within its kernel. Undefined where the system does not tell. */
export function namespaceId(kind: "net" | "time"): string | undefined {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return undefined;
  }
}
