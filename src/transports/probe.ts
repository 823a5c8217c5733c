/** Whether anybody accepts connections: the least that a service must do. */
import { connect } from "node:net";
import { addressOf, type Endpoint } from "./endpoint.js";

/** Rejects with the system's error. */
export function accepts(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...addressOf(endpoint), signal });
    socket.once("error", reject).once("connect", () => {
      socket.destroy();
      resolve();
    });
  });
}
