/**
 * What goes over the WebSocket of a Socket.IO connection: packets of Engine.IO, version 4, of which messages hold packets of Socket.IO,
 * version 5. Each of them is one text frame that begins with its type. Only the main namespace, and nothing binary.
 */

/** Engine.IO's packets: the code of their first character. */
export const ENGINE = { open: 0x30, close: 0x31, ping: 0x32, pong: 0x33, message: 0x34, noop: 0x36 } as const;
/** Socket.IO's packets: the code of the second. */
export const SOCKET = { connect: 0x30, disconnect: 0x31, event: 0x32, ack: 0x33, connectError: 0x34 } as const;

const typed = (...types: number[]): string => String.fromCharCode(...types);
const ACK = typed(ENGINE.message, SOCKET.ack);
const CONNECT = typed(ENGINE.message, SOCKET.connect);
const EVENT = typed(ENGINE.message, SOCKET.event);
export const DISCONNECT = typed(ENGINE.message, SOCKET.disconnect);
export const PONG = typed(ENGINE.pong);

export const encodeConnect = (authJson = ""): string => CONNECT + authJson;

/** `argumentsJson`: a list of the event's name and its arguments. `ackId`: the peer acknowledges it. */
export const encodeEmission = (argumentsJson: string, ackId?: number): string =>
  `${EVENT}${ackId ?? ""}${argumentsJson}`;

export const encodeAck = (ackId: number): string => `${ACK}${ackId}[]`;

/** The number behind the two types, and where it ends. */
export interface Numbered {
  /** Absent: there is none. */
  ackId: number | undefined;
  /** Where the JSON begins. */
  at: number;
}

const TYPES = 2;
const [ZERO, NINE] = [0x30, 0x39];

/** Of an event or an ack. Allocates little: it runs per ack. */
export function numberIn(packet: Buffer): Numbered {
  let at = TYPES;
  let ackId = 0;
  for (; at < packet.length && packet[at]! >= ZERO && packet[at]! <= NINE; at++)
    ackId = ackId * 10 + packet[at]! - ZERO;
  return { ackId: at === TYPES || !Number.isSafeInteger(ackId) ? undefined : ackId, at };
}

/** How often the server pings, and how long it waits for an answer; undefined: the packet is not one that opens a session. */
export function pingTimesMs(open: Buffer): { pingInterval: number; pingTimeout: number } | undefined {
  try {
    const { pingInterval, pingTimeout } = JSON.parse(open.toString("utf8", 1)) as Record<string, unknown>;
    return typeof pingInterval === "number" && typeof pingTimeout === "number"
      ? { pingInterval, pingTimeout }
      : undefined;
  } catch {
    return undefined;
  }
}
