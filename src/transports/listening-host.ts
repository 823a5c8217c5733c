/**
 * Where the services and clients of this process listen: on the loopback, unless whoever started it says otherwise. Only in a fleet of
 * several machines does it.
 */
import { LOOPBACK } from "../loopback.js";

const LISTEN_ON = "PUSHBENCH_LISTEN_ON";

export const listeningHost = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  env[LISTEN_ON] ?? LOOPBACK;

/** The variables of a process that is to listen there. */
export const listeningOn = (host: string): Record<string, string> => (host === LOOPBACK ? {} : { [LISTEN_ON]: host });
