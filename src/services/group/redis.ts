/**
 * Redis as the bus between the processes of a service, and what it says of itself. This is the only import of @redis/client.
 *
 * Under at-most-once an event is published and forgotten (PUBLISH). Under at-least-once it is an entry of a stream (XADD) and sent again
 * until Redis has confirmed it, and each process reads on where it stopped, so that a broken connection loses nothing. Each process has a
 * channel or stream for what it publishes, and all others read it: with members of every room in every process, each needs all events.
 */
import { createClient, RESP_TYPES } from "@redis/client";
import type { Guarantee } from "../../flow.js";
import { LOOPBACK } from "../../loopback.js";
import type { Bus, Observer } from "../../transports/transport.js";
import { BusEventCounts, decodeBusEvent, encodeBusEvent } from "./bus-event.js";

/** What that process publishes. */
const eventsOf = (process: number): string => `pushbench:events:${process}`;
/** The stream keeps about so many entries for processes that are behind, as Socket.IO's adapter does. */
const KEPT_ENTRIES = "10000";
const MOST_ENTRIES_AT_ONCE = "1000";
const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };

export interface BusOptions {
  /** Where Redis listens on the loopback. */
  port: number;
  /** Of this process, from 0. */
  number: number;
  /** How many processes there are. */
  of: number;
  guarantee: Guarantee;
  observer: Pick<Observer, "problem">;
}

const clientOf = (port: number) => createClient({ RESP: 2, socket: { host: LOOPBACK, port } });
type Client = ReturnType<typeof clientOf>;

/** Resolves when events can be published and read. */
export async function openBus(options: BusOptions): Promise<Bus> {
  const [writer, reader] = [clientOf(options.port), clientOf(options.port)];
  for (const client of [writer, reader])
    client.on("error", (error: Error) => options.observer.problem(`bus: ${error.message}`)); // it connects again by itself
  await Promise.all([writer.connect(), reader.connect()]);
  const bus = new (options.guarantee === "at-least-once" ? StreamBus : ChannelBus)(writer, reader, options);
  await bus.ready();
  return bus;
}

type Take = (sender: number, index: number, body: Buffer) => void;

abstract class RedisBus implements Bus {
  protected readonly writer: Client;
  protected readonly reader: Client;
  protected readonly options: BusOptions;
  readonly #counts = new BusEventCounts();
  #published = 0;
  #take: Take = () => {};
  pending = 0;

  constructor(writer: Client, reader: Client, options: BusOptions) {
    this.writer = writer;
    this.reader = reader;
    this.options = options;
  }

  abstract ready(): Promise<void>;
  /** Resolves when Redis has it; rejects when that cannot be. */
  protected abstract send(message: Buffer): Promise<unknown>;

  publish(sender: number, index: number, body: Buffer): void {
    const { number, observer } = this.options;
    this.#published++;
    this.pending++;
    this.send(encodeBusEvent({ origin: number, count: this.#published, sender, index, body }))
      .catch((error: Error) => observer.problem(`bus: ${error.message}`))
      .finally(() => this.pending--);
  }

  listen(take: Take): void {
    this.#take = take;
  }

  protected get own(): string {
    return eventsOf(this.options.number);
  }

  protected get others(): string[] {
    const { number, of } = this.options;
    return Array.from({ length: of }, (_, process) => eventsOf(process)).filter((_, process) => process !== number);
  }

  protected received(message: Buffer): void {
    const event = decodeBusEvent(message);
    if (this.#counts.isGap(event)) this.options.observer.problem("bus: events of another process are missing");
    this.#take(event.sender, event.index, event.body);
  }
}

class ChannelBus extends RedisBus {
  async ready(): Promise<void> {
    await this.reader.subscribe(this.others, (message: Buffer) => this.received(message), true);
  }

  protected send(message: Buffer): Promise<unknown> {
    return this.writer.publish(this.own, message);
  }
}

type Entries = [stream: Buffer, entries: [id: Buffer, fields: Buffer[]][]][];

class StreamBus extends RedisBus {
  async ready(): Promise<void> {
    void this.#readOn();
  }

  /** What was under way when a connection broke may be there twice then: whoever receives it knows it by its id. */
  protected async send(message: Buffer): Promise<void> {
    while (this.writer.isOpen) {
      try {
        await this.writer.sendCommand(["XADD", this.own, "MAXLEN", "~", KEPT_ENTRIES, "*", "event", message]);
        return;
      } catch (error) {
        this.options.observer.problem(`bus: tried again: ${(error as Error).message}`);
      }
    }
  }

  /** From the first entry: Redis is this round's own. */
  async #readOn(): Promise<void> {
    const last = new Map<string, string | Buffer>(this.others.map((stream) => [stream, "0-0"]));
    const ask = ["XREAD", "COUNT", MOST_ENTRIES_AT_ONCE, "BLOCK", "0", "STREAMS", ...last.keys()];
    while (this.reader.isOpen) {
      const command = [...ask, ...last.values()];
      const answer: Entries | null = await this.reader.sendCommand<Entries | null>(command, AS_BYTES).catch(() => null); // told as an "error"
      for (const [stream, entries] of answer ?? []) {
        for (const [, [, message]] of entries) this.received(message!);
        last.set(stream.toString(), entries.at(-1)![0]);
      }
    }
  }
}

/** What Redis has counted since it was started. */
export interface RedisInfo {
  version: string;
  bytesRead: number;
  bytesWritten: number;
}

export interface RedisMeter {
  info(): Promise<RedisInfo>;
  close(): void;
}

/** Rejects with the system's error while nobody listens at that port. */
export async function openMeter(port: number): Promise<RedisMeter> {
  const client = createClient({ RESP: 2, socket: { host: LOOPBACK, port, reconnectStrategy: false } });
  client.on("error", () => {}); // whoever asks is told; and whoever started Redis knows when it ends
  await client.connect();
  /** What asking itself adds to the counters, each time. */
  let asked = { bytesRead: 0, bytesWritten: 0 };
  let times = 0;
  const info = async (): Promise<RedisInfo> => {
    const counted = parseInfo(await client.sendCommand<string>(["INFO", "stats", "server"]));
    const before = times++;
    return {
      ...counted,
      bytesRead: counted.bytesRead - before * asked.bytesRead,
      bytesWritten: counted.bytesWritten - before * asked.bytesWritten,
    };
  };
  const [first, second] = [await info(), await info()];
  asked = {
    bytesRead: second.bytesRead - first.bytesRead,
    bytesWritten: second.bytesWritten - first.bytesWritten,
  };
  return { info, close: () => client.destroy() };
}

export function parseInfo(text: string): RedisInfo {
  const values = new Map(text.split("\r\n").map((line) => line.split(":", 2) as [string, string]));
  return {
    version: values.get("redis_version") ?? "",
    bytesRead: Number(values.get("total_net_input_bytes")),
    bytesWritten: Number(values.get("total_net_output_bytes")),
  };
}
