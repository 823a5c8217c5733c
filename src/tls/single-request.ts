/** Single requests beside the load, by Node's own client: they trust what the connections of the load trust. */
import { isIP } from "node:net";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import { versionOf } from "./client.js";
import { tlsFailure } from "./failure.js";
import type { Security } from "./security.js";

/** For `request` of node:https. `host`: of the URL; where the request connects is another matter. */
export function requestOptions(security: Security, host: string): ConnectionOptions {
  const name = security.servername ?? host;
  return {
    ...versionOf(security),
    rejectUnauthorized: true, // whatever the environment says
    ...(security.ca !== undefined && { ca: security.ca }),
    servername: isIP(name) === 0 ? name : "", // an address cannot be asked for
    checkServerIdentity: (_connectedTo, certificate) => checkServerIdentity(name, certificate),
  };
}

/** The error of such a request, in words where it is one of TLS. */
export function inWords(error: NodeJS.ErrnoException): Error {
  const failure = tlsFailure(error, false);
  return failure === undefined ? error : new Error(failure, { cause: error });
}
