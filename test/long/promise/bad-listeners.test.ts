/** Every bad listener at every transport over TLS, in every flow, under both guarantees. */
import { describe } from "node:test";
import { makeIdentities } from "../../tls/identities.js";
import { badListenerNames, goesBad } from "../../transports/promise/bad-listeners.js";
import { playsOfFlows, securedWays } from "../../transports/promise/plays.js";

const identities = await makeIdentities();

for (const name of badListenerNames) {
  describe(`${name}, for a while: the reason is told, and at least once nothing is lost`, { concurrency: 4 }, () => {
    for (const play of playsOfFlows({ ways: securedWays })) goesBad(play, name, identities);
  });
}
