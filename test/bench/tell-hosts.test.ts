/** How far each host of a fleet is, as listeners of a run are told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tellHosts } from "../../src/bench/fleet/tell-hosts.js";
import type { HostsChanged, RunEvent } from "../../src/bench/run-events.js";
import { CallsSeen, type HostProgress } from "../../src/fleet/coordinator/host-progress.js";

test("the calls of a generator show how far it is", () => {
  const seen = new CallsSeen();
  const states: [string, number | undefined][] = [];
  const answered = (method: string, params?: unknown): void => {
    seen.answered(method, params);
    states.push([seen.state, seen.connected]);
  };
  answered("addSide");
  answered("open", { approach: "webhook", clients: [0, 1, 2] });
  answered("open", { approach: "webhook", clients: [3] });
  answered("addSide");
  answered("open", { approach: "websocket", clients: [0, 1] });
  answered("load");
  answered("counters");
  answered("prepare");
  answered("run");
  assert.deepEqual(states, [
    ["starting", undefined],
    ["connecting", 3],
    ["connecting", 4],
    ["connecting", 4],
    ["connecting", 2],
    ["ready", undefined],
    ["ready", undefined],
    ["playing", undefined],
    ["playing", undefined],
  ]);
});

test("a new state is told at once, counts and clocks at most twice a second, and nothing twice or after the end", () => {
  const heard: HostsChanged["hosts"][] = [];
  let nowNs = 0;
  let hosts: HostProgress[] = [{ worker: "a", host: "one", state: "starting" }];
  let changed = (): void => {};
  const end = tellHosts({
    fleet: {
      progress: () => hosts,
      shares: () => [{ worker: "a", clients: 500, resources: {} }],
      watch(look) {
        changed = look;
        return () => {
          changed = () => {};
        };
      },
    },
    topology: { flow: "ingest", clients: 500, roomSize: 1 },
    round: 3,
    tell: (event: RunEvent) => void (event.type === "hosts-changed" && heard.push(event.hosts)),
    clock: () => nowNs,
  });
  const becomes = (more: Partial<HostProgress>, afterMs: number): void => {
    hosts = [{ ...hosts[0]!, ...more }];
    nowNs += afterMs * 1e6;
    changed();
  };
  becomes({ state: "connecting", connected: 100 }, 1);
  becomes({ connected: 200 }, 100);
  becomes({ connected: 300 }, 400);
  becomes({}, 600);
  becomes({ state: "lost" }, 1);
  end();
  becomes({ state: "playing" }, 1_000);
  assert.deepEqual(
    heard.map(([one]) => [one!.state, one!.connected, one!.clients]),
    [
      ["starting", undefined, 500],
      ["connecting", 100, 500],
      ["connecting", 300, 500],
      ["lost", 300, 500],
    ],
  );
});
