/** Each bad listener once, at the transports in turn; test/long/ has all of them with each. */
import { describe } from "node:test";
import { makeIdentities } from "../../tls/identities.js";
import { badListenerNames, goesBad } from "./bad-listeners.js";
import { playsOfFlows, securedWays } from "./plays.js";

const identities = await makeIdentities();
const inTurn = playsOfFlows({ ways: securedWays, guarantee: "at-least-once" });

describe("a listener goes bad for a while, at least once: the reason is told, and nothing is lost", {
  concurrency: 4,
}, () => {
  for (const [turn, name] of badListenerNames.entries()) goesBad(inTurn[turn % inTurn.length]!, name, identities);
});
