import { describe } from "node:test";
import { showsOut } from "./bad-clients.js";
import { playsOfFlows, securedWays } from "./plays.js";

describe("every bad client at once: each is shown out and counted, and the others are served", {
  concurrency: 4,
}, () => {
  for (const play of playsOfFlows({ ways: securedWays, guarantee: "at-least-once", flows: ["relay"] })) showsOut(play);
});
