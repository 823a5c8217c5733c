/** Wrong figures of runs over TLS: what bytes are made of, how connections began, and what an event waited for. */
import type { Mutant } from "../mutant.js";

const STAGES = "collectors/stages.test.js";
const PARTS = "reporters/wire-parts.test.js";
const HANDSHAKES = "tls/handshake-bytes.test.js";

export const encryptedMutants: readonly Mutant[] = [
  {
    name: "a stage begins later than the one before it ends",
    file: "collectors/stages.js",
    from: "this.#sum.late += begunNs - dueNs;",
    to: "this.#sum.late += begunNs - dueNs - 1_000;",
    finders: [STAGES],
  },
  {
    name: "a connection of a later attempt counts as a wait for the first",
    file: "collectors/stages.js",
    from: "waited.connecting + waited.handshaking <= waitingNs + CLOCKS_DIFFER_NS",
    to: "true",
    finders: [STAGES],
  },
  {
    name: "handshakes of one side count as the other's",
    file: "collectors/wire-bytes.js",
    from: "byService[kind] += accepted[kind];",
    to: "byClients[kind] += accepted[kind];",
    finders: ["collectors/samplers.test.js"],
  },
  {
    name: "all handshakes carry as much as one",
    file: "result/wire-parts.js",
    from: "sum + count * bytes",
    to: "sum + bytes",
    finders: [PARTS],
  },
  {
    name: "the peer's goodbye counts as a part of the handshake",
    file: "tls/handshake-bytes.js",
    from: "raw.bytesRead - peersAlertBytes - recordBytes",
    to: "raw.bytesRead - recordBytes",
    finders: [HANDSHAKES],
  },
  {
    name: "a client says goodbye while it reads a ticket, and so not at all",
    file: "tls/handshake-bytes.js",
    from: "await nextTurn();",
    to: "",
    finders: [HANDSHAKES],
  },
];
