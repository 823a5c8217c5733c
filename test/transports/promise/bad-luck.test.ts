/** Bad luck on TLS, a little of each kind at every transport; test/long/promise has all of it at each. */
import { describe } from "node:test";
import { makeIdentities } from "../../tls/identities.js";
import { showsOut } from "./bad-clients.js";
import { badListenerNames, goesBad } from "./bad-listeners.js";
import { comesToHarm } from "./harm.js";
import { playsOfFlows, securedWays } from "./plays.js";

const identities = await makeIdentities();
const inAllFlows = playsOfFlows({ ways: securedWays, guarantee: "at-least-once" });
const relays = playsOfFlows({ ways: securedWays, guarantee: "at-least-once", flows: ["relay"] });

describe("a listener goes bad for a while: the reason is told, and nothing is lost", { concurrency: 4 }, () => {
  // Of those that are much alike, some.
  const every = Math.floor(badListenerNames.length / inAllFlows.length);
  for (const [turn, play] of inAllFlows.entries()) goesBad(play, badListenerNames[turn * every]!, identities);
});

describe("every bad client at once: each is shown out and counted, and the others are served", {
  concurrency: 4,
}, () => {
  for (const play of relays) showsOut(play);
});

describe("connections come to harm inside of events: nothing is lost, nothing is doubled", { concurrency: 4 }, () => {
  for (const play of relays) comesToHarm(play, identities);
});
