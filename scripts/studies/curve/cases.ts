/** Which services are loaded, and by whom beside pushbench. */
import { missing } from "../../missing-program.js";
import { h2loadPeer } from "./h2load-peer.js";
import { leanPeer } from "./lean-peer.js";
import type { Found, Load } from "./point.js";
import type { RunningService, ServiceSetting } from "./reference-service.js";
import { wrkPeer } from "./wrk-peer.js";

export interface CurveCase extends ServiceSetting {
  name: string;
  peer: string;
  /** Why it cannot take part. */
  missing?: string | undefined;
  load(service: RunningService, load: Load): Promise<Found>;
}

export const cases: readonly CurveCase[] = [
  {
    name: "webhook, signed",
    ...{ transport: "webhook", config: {}, guarantee: "at-least-once" },
    pacing: "timers",
    peer: "wrk",
    missing: missing("wrk"),
    load: wrkPeer,
  },
  {
    name: "webhook, not signed, at most once",
    ...{ transport: "webhook", config: { signature: "none" }, guarantee: "at-most-once" },
    pacing: "timers",
    peer: "h2load",
    missing: missing("h2load"),
    load: h2loadPeer,
  },
  {
    name: "websocket",
    ...{ transport: "websocket", config: {}, guarantee: "at-least-once" },
    pacing: "spin",
    peer: "a client of plain sockets",
    load: leanPeer,
  },
];
