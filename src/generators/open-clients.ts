/** Connects clients of a driver, and looks how long their connections take to open. */
import { Openings, type OpeningTimes } from "../collectors/openings.js";
import type { Recorder } from "../collectors/recorder.js";
import type { Driver, Subscriber } from "../transports/transport.js";

export interface Opened extends OpeningTimes {
  /** Where these clients listen for events, if they do. */
  subscribers: readonly Subscriber[];
}

export async function openClients(driver: Driver, recorder: Recorder, clients: readonly number[]): Promise<Opened> {
  const openings = new Openings();
  recorder.onConnected = (opening) => openings.add(opening);
  try {
    await driver.open(clients);
  } finally {
    recorder.onConnected = undefined;
  }
  const opened = new Set(clients);
  return { subscribers: driver.subscribers().filter(({ client }) => opened.has(client)), ...openings.take() };
}
