import { describe } from "node:test";
import { makeIdentities } from "../../tls/identities.js";
import { comesToHarm } from "./harm.js";
import { playsOfFlows, securedWays } from "./plays.js";

const identities = await makeIdentities();

describe("connections come to harm inside of events, at least once: nothing is lost, nothing is doubled", {
  concurrency: 4,
}, () => {
  for (const play of playsOfFlows({ ways: securedWays, guarantee: "at-least-once" })) comesToHarm(play, identities);
});
