/** Asks a worker's host for its time over UDP, directly: a broker in between would make the round trip longer, and so the bound wider. */
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { type Clock, monotonicNs } from "../../clock.js";
import { counted } from "../../counted.js";
import { PushbenchError } from "../../errors.js";
import { answerIn, clockKey, NONCE_BYTES, question } from "./clock-datagram.js";
import { bestReading, type ClockExchange, type ClockReading } from "./clock-offset.js";

export interface ProbeOptions {
  /** The worker's name, for messages. */
  worker: string;
  /** Its host's name or address, and the port of its responder (clock-responder.ts). */
  address: string;
  port: number;
  /** The fleet's. */
  token: string;
  /** The coordinator's clock. */
  now?: Clock;
  /** How many answers are enough. The quickest of them counts. */
  answers?: number;
  /** How long an answer is waited for before the next question is asked. It still counts when it comes later. */
  patienceMs?: number;
  /** How long all of it may take. */
  limitMs?: number;
}

/** By these a probe of a host in the same building takes a few milliseconds, and one with every second datagram lost a second. */
const USUAL_ANSWERS = 20;
const PATIENCE_MS = 50;
const LIMIT_MS = 3_000;

/** Throws PushbenchError clock-unknown when no answer comes that was signed with the token. */
export async function probeClock(options: ProbeOptions): Promise<ClockReading> {
  const { address, port, answers = USUAL_ANSWERS, limitMs = LIMIT_MS } = options;
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  const questions = new Questions(socket, options);
  try {
    socket.connect(port, address); // the system then drops what others send to this socket
    await once(socket, "connect");
    socket.on("error", (error) => questions.noteProblem(error));
    const untilMs = performance.now() + limitMs;
    do await questions.ask();
    while (questions.exchanges.length < answers && performance.now() < untilMs);
  } catch (error) {
    questions.noteProblem(error as Error);
  } finally {
    socket.close();
  }
  return bestReading(questions.exchanges) ?? questions.fail();
}

class Questions {
  readonly exchanges: ClockExchange[] = [];
  readonly #socket: Socket;
  readonly #options: ProbeOptions;
  readonly #key: Buffer;
  readonly #now: Clock;
  /** When each question was sent that has no answer yet, by its number. */
  readonly #sentNs = new Map<string, number>();
  #answered = (): void => {};
  #unusable = 0;
  #problem: Error | undefined;

  constructor(socket: Socket, options: ProbeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#key = clockKey(options.token);
    this.#now = options.now ?? monotonicNs;
    socket.on("message", (datagram) => this.#take(datagram, this.#now()));
  }

  /** Resolves when an answer has come to this question or an earlier one, or when patience is at its end. */
  ask(): Promise<void> {
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, this.#options.patienceMs ?? PATIENCE_MS);
      this.#answered = () => {
        clearTimeout(patience);
        resolve();
      };
      const nonce = randomBytes(NONCE_BYTES);
      const datagram = question(this.#key, nonce);
      this.#sentNs.set(nonce.toString("hex"), this.#now());
      this.#socket.send(datagram, (error) => {
        if (error) this.noteProblem(error);
      });
    });
  }

  noteProblem(error: Error): void {
    this.#problem = error;
  }

  #take(datagram: Buffer, returnedNs: number): void {
    const answer = answerIn(this.#key, datagram);
    const number = answer?.nonce.toString("hex") ?? "";
    const sentNs = this.#sentNs.get(number);
    if (answer === undefined || sentNs === undefined) {
      this.#unusable++; // a stranger's, or an answer that came before
      return;
    }
    this.#sentNs.delete(number);
    this.exchanges.push({ sentNs, receivedNs: answer.receivedNs, answeredNs: answer.answeredNs, returnedNs });
    this.#answered();
  }

  fail(): never {
    const { worker, address, port } = this.#options;
    const came =
      this.exchanges.length > 0
        ? "its answers have stamps of no clock that keeps time"
        : this.#unusable === 0
          ? "nothing came back"
          : `${counted(this.#unusable, "datagram")} came back, none of which is an answer signed with the fleet's token`;
    const why = this.#problem === undefined ? came : `${came} (${this.#problem.message})`;
    throw new PushbenchError(
      "clock-unknown",
      `The clock of worker ${worker} cannot be compared with this one: ${address} was asked on UDP port ${port}, and ${why}.`,
      {
        hint: "Let UDP through to that port of the worker's host, and give the worker and the coordinator the same token.",
        cause: this.#problem,
      },
    );
  }
}
