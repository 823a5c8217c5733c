/** What a tap saw, as tap.c writes it down. Times are in ns on the host's monotonic clock. */

export interface WireMessage {
  isAck: boolean;
  fromClient: boolean;
  connection: number;
  /** The number in the event's id. */
  index: number;
  /** Its sender had sent it before. */
  readNs: number;
  /** Its recipient cannot have had it before. */
  writeNs: number;
}

export interface WireChunk {
  fromClient: boolean;
  bytes: number;
  readNs: number;
}

export interface KernelUsage {
  atNs: number;
  /** The CPU since the process began. */
  cpuNs: number;
  rssBytes: number;
}

export interface WireLog {
  /** When each connection was opened. */
  opensNs: number[];
  /** When each report was answered by which a client acknowledges what came over its stream. */
  answersNs: number[];
  messages: WireMessage[];
  chunks: WireChunk[];
  /** The readings by the name of the watched process, in the order of time. */
  usage: ReadonlyMap<string, KernelUsage[]>;
}

export function parseWireLog(text: string): WireLog {
  const usage = new Map<string, KernelUsage[]>();
  const log: WireLog = { opensNs: [], answersNs: [], messages: [], chunks: [], usage };
  for (const line of text.split("\n")) {
    const [kind, first, ...rest] = line.split(" ");
    const [a, b, c, d] = rest.map(Number) as [number, number, number, number];
    if (kind === "open") log.opensNs.push(Number(first));
    else if (kind === "answer") log.answersNs.push(Number(first));
    else if (kind === "chunk") log.chunks.push({ fromClient: first === "1", bytes: a, readNs: b });
    else if (kind === "event" || kind === "ack") {
      const of = { connection: a, index: b, readNs: c, writeNs: d };
      log.messages.push({ isAck: kind === "ack", fromClient: first === "1", ...of });
    } else if (kind === "usage") {
      const samples = usage.get(first!) ?? [];
      usage.set(first!, samples);
      samples.push({ atNs: a, cpuNs: b, rssBytes: c });
    } else throw new Error(`the tap's log has a line that is none: ${line}`);
  }
  return log;
}
