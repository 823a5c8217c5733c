/** What npm test has of relays at least once, for every flow and both guarantees. */
import { describe } from "node:test";
import { guaranteeNames } from "../../../src/flow.js";
import { makeIdentities } from "../../tls/identities.js";
import { comesToHarm } from "../../transports/promise/harm.js";
import { playsOfFlows, securedWays } from "../../transports/promise/plays.js";

const identities = await makeIdentities();

for (const guarantee of guaranteeNames) {
  describe(`connections come to harm inside of events, ${guarantee}: nothing is doubled, and everybody comes back`, {
    concurrency: 4,
  }, () => {
    for (const play of playsOfFlows({ ways: securedWays, guarantee })) comesToHarm(play, identities);
  });
}
