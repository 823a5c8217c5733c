import { describe } from "node:test";
import { makeIdentities } from "../../tls/identities.js";
import { comesToHarm } from "../../transports/promise/harm.js";
import { playsOfFlows, securedWays } from "../../transports/promise/plays.js";

const identities = await makeIdentities();

describe("connections come to harm inside of events, at most once: nothing is doubled, and everybody comes back", {
  concurrency: 4,
}, () => {
  for (const play of playsOfFlows({ ways: securedWays, guarantee: "at-most-once" })) comesToHarm(play, identities);
});
