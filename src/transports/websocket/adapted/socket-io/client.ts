/** One client of a Socket.IO service. */
import type { Socket } from "node:net";
import { encodeFrame, TEXT } from "../../frames.js";
import { AdaptedClient } from "../adapted-client.js";
import { quoted } from "../strange-messages.js";
import { DISCONNECT, ENGINE, encodeAck, numberIn, PONG, pingTimesMs, SOCKET } from "./packets.js";

/** Any key but 0 (see FrameOptions). */
const MASK_KEY = 0x510e_527f;
const PONG_FRAME = encodeFrame(TEXT, Buffer.from(PONG), { maskKey: MASK_KEY });

const NO_SESSION = Number.POSITIVE_INFINITY;

export class SocketIoClient extends AdaptedClient {
  /** The longest silence of a server that keeps its word. */
  #silenceMs = NO_SESSION;

  /** The service speaks first: with an open packet. */
  protected override onUpgraded(): void {
    this.#silenceMs = NO_SESSION;
  }

  protected override onBinary(payload: Buffer): void {
    this.context.strange.came(payload, "a binary packet, which is not understood");
  }

  protected override onText(packet: Buffer): void {
    switch (packet[0]) {
      case ENGINE.message:
        this.#onPacket(packet);
        break;
      case ENGINE.ping:
        this.context.heartbeats++;
        if (!this.isClosing && this.socket.writable) this.answer(PONG_FRAME);
        break;
      case ENGINE.open:
        this.#onSession(packet);
        break;
      case ENGINE.close:
        this.leave("closed by the service: an Engine.IO packet says so");
        break;
      case ENGINE.pong:
      case ENGINE.noop:
        break;
      default:
        this.#onStranger(packet);
    }
  }

  #onSession(packet: Buffer): void {
    const times = this.isOpening ? pingTimesMs(packet) : undefined;
    if (times === undefined) {
      this.#onStranger(packet);
      return;
    }
    this.#silenceMs = times.pingInterval + times.pingTimeout;
    this.say(this.context.wording.connect(this.client));
  }

  #onPacket(packet: Buffer): void {
    switch (packet[1]) {
      case SOCKET.event:
        this.#onEmission(packet);
        break;
      case SOCKET.ack:
        this.#onAck(packet);
        break;
      case SOCKET.connect:
        if (this.isOpening && this.#silenceMs !== NO_SESSION) this.opened();
        else this.#onStranger(packet);
        break;
      case SOCKET.disconnect:
        this.leave("closed by the service: a Socket.IO packet says so");
        break;
      case SOCKET.connectError:
        this.failOpening(new Error(`the service refuses the Socket.IO connection: ${quoted(packet.subarray(2))}`));
        break;
      default:
        this.#onStranger(packet);
    }
  }

  #onEmission(packet: Buffer): void {
    const { ackId, at } = numberIn(packet);
    this.onOpenMessage(packet.subarray(at));
    if (ackId !== undefined && this.isWritable)
      this.answer(encodeFrame(TEXT, Buffer.from(encodeAck(ackId)), { maskKey: MASK_KEY }));
  }

  #onAck(packet: Buffer): void {
    const { ackId } = numberIn(packet);
    if (ackId === undefined) this.#onStranger(packet);
    else this.onAnswer(ackId);
  }

  #onStranger(packet: Buffer): void {
    if (this.isOpening) this.cameInstead(packet);
    else this.context.strange.came(packet, "a packet that is not understood");
  }

  protected override sayGoodbye(socket: Socket): void {
    socket.write(encodeFrame(TEXT, Buffer.from(DISCONNECT), { maskKey: MASK_KEY }));
    super.sayGoodbye(socket);
  }

  /** The service has said how often it pings, in packets of its own. */
  protected override get mostQuietChecks(): number {
    return Math.ceil(this.#silenceMs / this.context.checkEveryMs) + 1;
  }
}
