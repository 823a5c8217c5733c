import type { WebSocketCase } from "../case.js";
import { closing } from "./closing.js";
import { deflated } from "./deflate.js";
import { fragmentation } from "./fragmentation.js";
import { framing } from "./framing.js";
import { limits } from "./limits.js";
import { opcodes } from "./opcodes.js";
import { pingPong } from "./ping-pong.js";
import { reservedBits } from "./reserved-bits.js";
import { utf8 } from "./utf8.js";

/** In the order of their numbers. */
export const webSocketCases: readonly WebSocketCase[] = [
  ...framing,
  ...pingPong,
  ...reservedBits,
  ...opcodes,
  ...fragmentation,
  ...utf8,
  ...closing,
  ...limits,
  ...deflated,
];
