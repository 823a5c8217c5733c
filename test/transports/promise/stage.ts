/** A real service and a real driver of one transport, over real sockets, each with an observer that records. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { SERVICE } from "../../../src/flow.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { freePort } from "../../../src/services/free-port.js";
import { FileJournal } from "../../../src/transports/delivery/journal.js";
import { type AnyCard, transports } from "../../../src/transports/registry.js";
import type { Driver, Journal, Misbehaviour, Service, TransportOptions } from "../../../src/transports/transport.js";
import type { Detours } from "../../tls/detours.js";
import type { Identities } from "../../tls/identities.js";
import { CLIENTS, events, FIRST_PROBE, type Play, ROOM_SIZE, senderOf, sendsTo } from "./plays.js";
import { Recorder, type Told, until } from "./recorder.js";
import { securityOf } from "./security.js";
import { keepsOrder, knownSettings, multiplexes, quick, type Settings, ways } from "./settings.js";

interface StageOptions {
  /** Beside the quick ones. */
  settings?: Settings;
  /** The service writes a journal, which its successors go on with. */
  journal?: boolean;
  payloadBytes?: number;
  /** Every connection takes one. The stage closes them. */
  detours?: Detours;
  /** What listeners show, and clients trust, where that is not made for the process. */
  identities?: Identities;
}

export class Stage {
  readonly play: Play;
  readonly atClients = new Recorder();
  /** Of all lives of the service. */
  readonly atService = new Recorder();
  /** How many were sent. */
  probes = 0;
  /** Whether the disk is full for the record of that event's acceptance. */
  isDiskFull: (index: number) => boolean = () => false;
  readonly #transport: AnyCard;
  readonly #common: Omit<TransportOptions<Settings>, "observer">;
  readonly #text: string;
  readonly #detours: Detours | undefined;
  readonly #journalPath: string | undefined;
  #journal: FileJournal | undefined;
  #service: Service | undefined;
  #driver: Driver | undefined;
  #port = 0;

  /** With every client connected. */
  static async open(t: TestContext, play: Play, options: StageOptions = {}): Promise<Stage> {
    const transport: AnyCard = transports[play.transport];
    const config = knownSettings(await transport.config(), { ...quick, ...ways[play.way], ...options.settings });
    const tls = await securityOf(config, options.detours?.identities ?? options.identities);
    const folder = options.journal ? mkdtempSync(join(tmpdir(), "pushbench-promise-")) : undefined;
    const stage = new Stage(
      play,
      transport,
      { config, ...(tls && { tls }) },
      options,
      folder && join(folder, "journal"),
    );
    t.after(async () => {
      await stage.#driver?.close();
      await stage.kill();
      options.detours?.close();
      if (folder !== undefined) rmSync(folder, { recursive: true });
    });
    await stage.#startService();
    await stage.#startDriver();
    await stage.subscribe();
    return stage;
  }

  private constructor(
    play: Play,
    transport: AnyCard,
    wire: Pick<TransportOptions<Settings>, "config" | "tls">,
    { payloadBytes = 0, detours }: StageOptions,
    journalPath: string | undefined,
  ) {
    const { flow, guarantee } = play;
    this.play = play;
    this.#transport = transport;
    const topology = { flow, clients: CLIENTS, roomSize: ROOM_SIZE };
    this.#common = { ...wire, guarantee, topology, secret: "shared" };
    this.#text = "x".repeat(payloadBytes);
    this.#detours = detours;
    this.#journalPath = journalPath;
  }

  async #startService(): Promise<void> {
    if (this.#journalPath !== undefined) this.#journal = new FileJournal(this.#journalPath, () => 0);
    const journal = this.#journal && this.#onDisk(this.#journal);
    this.#port ||= await freePort();
    const options = { ...this.#common, ...(journal && { journal }), observer: this.atService, port: this.#port };
    this.#service = await this.#transport.startService(options);
  }

  #onDisk(journal: FileJournal): Journal {
    return {
      entries: () => journal.entries(),
      accepted: (client, index, body) => {
        if (this.isDiskFull(index)) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        journal.accepted(client, index, body);
      },
      settled: (client, index) => journal.settled(client, index),
    };
  }

  async #startDriver(): Promise<void> {
    const url = await this.#wayTo(this.serviceUrl);
    const endpoint = { url };
    const options = { ...this.#common, endpoint, observer: this.atClients, clients: events(0, CLIENTS) };
    this.#driver = await this.#transport.createDriver(options);
    await this.#driver.open();
  }

  get serviceUrl(): string {
    return `${this.#common.tls === undefined ? "http" : "https"}://${LOOPBACK}:${this.#port}`;
  }

  get service(): Service {
    assert.ok(this.#service, "the service was killed");
    return this.#service;
  }

  get driver(): Driver {
    assert.ok(this.#driver);
    return this.#driver;
  }

  async #wayTo(url: string): Promise<string> {
    return this.#detours === undefined ? url : this.#detours.to(url);
  }

  /** Tells a service where clients receive: the first one, and each successor. */
  async subscribe(): Promise<void> {
    const subscribers = this.driver
      .subscribers()
      .map(async ({ client, url }) => ({ client, url: await this.#wayTo(url) }));
    this.service.subscribe(await Promise.all(subscribers));
  }

  /** From one moment to the next: nothing is said to anybody, and nothing is written down any more. */
  async kill(): Promise<void> {
    await this.#service?.close();
    this.#journal?.close();
    this.#service = undefined;
    this.#journal = undefined;
  }

  /** A successor on the same port, with the same journal if there is one; nobody has told it of subscribers yet. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#startService();
  }

  /** Has these events sent, or published in a broadcast. */
  begin(indexes: readonly number[]): void {
    for (const index of indexes) {
      if (this.play.flow === "broadcast") this.service.publish(index, this.#bodyOf(SERVICE, index));
      else this.send(senderOf(index), index);
    }
  }

  send(sender: number, index: number): void {
    this.driver.send(sender, index, this.driver.prepare(sender, index, this.#bodyOf(sender, index)));
  }

  #bodyOf(sender: number, index: number): Buffer {
    return encodeEnvelope(index, "chat.message", 0, JSON.stringify({ from: sender, text: this.#text }));
  }

  /** Resolves when the events that `begun` sends have come to those who go wrong: their bodies must be larger than acks. */
  async arrived(indexes: readonly number[]): Promise<void> {
    const recipients = this.play.side === "service" ? this.service : this.driver;
    const bytesRead = (): number => {
      const { bytesRead, tls } = recipients.counters();
      return tls?.plainBytesRead ?? bytesRead; // handshakes are no events
    };
    const before = bytesRead();
    this.begin(indexes);
    const leastBytes = this.#text.length * sendsTo(this.play, indexes).length;
    await until(() => bytesRead() - before >= leastBytes);
  }

  /** Those who go wrong in this play: told of all faults that last, as one object, whenever one begins or ends. */
  misbehave(...faults: Misbehaviour[]): void {
    const how = faults.length === 0 ? null : Object.assign({}, ...faults);
    (this.play.side === "service" ? this.service : this.driver).misbehave(how);
  }

  /** Who sends to those who go wrong. */
  get origin(): Driver | Service {
    return this.play.side === "service" ? this.driver : this.service;
  }

  /** What is told at the origin. */
  get sender(): Recorder {
    return this.play.side === "service" ? this.atClients : this.atService;
  }

  get recipient(): Recorder {
    return this.play.side === "service" ? this.atService : this.atClients;
  }

  /** What those who go wrong have taken. A service that relays an event tells so by sending it on, or by refusing to. */
  get taken(): Told[] {
    if (this.play.flow !== "relay" || this.play.side === "clients") return this.deliveries;
    return this.atService.told.filter(({ kind }) => kind === "sent" || kind === "refused");
  }

  /** Whether they have all taken that event. */
  isTaken(index: number): boolean {
    return this.taken.filter((told) => told.index === index).length >= sendsTo(this.play, [index]).length;
  }

  /** To whoever gets the events in the end. */
  get deliveries(): Told[] {
    return this.#allDeliveries.filter(({ index }) => index < FIRST_PROBE);
  }

  get #allDeliveries(): Told[] {
    return (this.play.flow === "ingest" ? this.atService : this.atClients).of("delivered");
  }

  /** `recipient index` of each, sorted. */
  get delivered(): string[] {
    return this.deliveries.map(({ client, index }) => `${client} ${index}`).sort();
  }

  /** Probes included. */
  timesDelivered(index: number): number {
    return this.#allDeliveries.filter((told) => told.index === index).length;
  }

  /** What the origin says that it owes. */
  get owed(): string[] {
    return [...this.origin.outstanding()].map(([client, index]) => `${client} ${index}`).sort();
  }

  /** Of both sides together. */
  get pending(): number {
    return this.driver.pending() + this.service.pending();
  }

  /** How often a sender was told no, and tried again or gave up. */
  get refusals(): number {
    return this.sender.told.filter(({ reason }) => reason.includes("503")).length;
  }

  get disconnections(): number {
    return this.atClients.count("disconnected") + this.atService.count("disconnected");
  }

  get config(): Settings {
    return this.#common.config;
  }

  get multiplexes(): boolean {
    return multiplexes(this.#common.config);
  }

  /** From the senders of the flow to its recipients. */
  get keepsOrder(): boolean {
    const { up, down } = keepsOrder(this.#common.config);
    return { ingest: up, relay: up && down, broadcast: down }[this.play.flow];
  }
}
