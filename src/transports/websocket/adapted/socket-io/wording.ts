/** What clients of a Socket.IO service say. */
import { Template } from "../../../adapting/template.js";
import type { DriverOptions } from "../../../transport.js";
import type { WebSocketConfig } from "../../config.js";
import type { UpgradeOptions } from "../../handshake.js";
import { isAnswered } from "../names.js";
import { Wording } from "../wording.js";
import { encodeConnect, encodeEmission } from "./packets.js";

const USUAL_PATH = "/socket.io/";
/** Version 4 of Engine.IO, at once over a WebSocket. */
const QUERY = "EIO=4&transport=websocket";

export class SocketIoWording extends Wording {
  override readonly noOpening = "no Socket.IO connection";
  readonly #auth: Template | undefined;
  readonly #wantsAcks: boolean;
  readonly #head: string;

  constructor(options: DriverOptions<WebSocketConfig>) {
    super(options, USUAL_PATH);
    const { config, topology } = options;
    const { auth, emits = "message" } = config;
    this.#auth = auth === undefined ? undefined : new Template(auth);
    this.#wantsAcks = isAnswered(config) && topology.flow !== "relay";
    this.#head = `[${JSON.stringify(emits)},`;
  }

  override upgrade(client: number): Omit<UpgradeOptions, "authority"> {
    const upgrade = super.upgrade(client);
    const { target } = upgrade;
    if (/[?&]EIO=/.test(target)) return upgrade;
    return { ...upgrade, target: target + (target.includes("?") ? "&" : "?") + QUERY };
  }

  override connect(client: number): string {
    return encodeConnect(this.#auth && this.ofClient(this.#auth, client));
  }

  override join(client: number): string | undefined {
    const argumentsJson = super.join(client);
    return argumentsJson === undefined ? undefined : encodeEmission(argumentsJson);
  }

  /** The ack's id is the event's number: so it is the same when the event is sent again, over another connection perhaps. */
  override message(client: number, index: number, event: Buffer): Buffer {
    const message = super.message(client, index, event);
    const argument = message === event || isJson(message) ? message : JSON.stringify(message.toString());
    return Buffer.from(`${encodeEmission(this.#head, this.#wantsAcks ? index : undefined)}${argument}]`);
  }
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
