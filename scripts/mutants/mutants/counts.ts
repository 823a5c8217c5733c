/** Wrong counts: of events, deliveries, copies and bytes, and of whose they are. */
import type { Mutant } from "../mutant.js";

const COUNTS = "loss, duplicates, order and bytes";
const LEDGER = "collectors/ledger.test.js";
const ledger = "collectors/ledger.js";

export const countMutants: readonly Mutant[] = [
  {
    name: "every delivery counts twice",
    file: ledger,
    from: "this.#delivered++;",
    to: "this.#delivered += 2;",
    finders: [LEDGER, COUNTS],
  },
  {
    name: "a copy of a delivery counts as another",
    file: ledger,
    from: "this.#duplicates++;\n            return;",
    to: "this.#delivered++;\n            return;",
    finders: [LEDGER, COUNTS],
  },
  {
    name: "losses are not counted",
    file: ledger,
    from: "missing[why]++;",
    to: 'if (why !== "lost") missing[why]++;',
    finders: [LEDGER, COUNTS],
  },
  {
    name: "the last observation of every slice is lost",
    file: "collectors/observations.js",
    from: "index: this.#index.slice(0, this.length)",
    to: "index: this.#index.slice(0, Math.max(0, this.length - 1))",
    finders: ["collectors/observations.test.js", COUNTS],
  },
  {
    name: "acknowledgements count as deliveries",
    file: ledger,
    from: "this.#acked++;",
    to: "this.#acked++; this.#delivered++;",
    finders: [LEDGER, COUNTS],
  },
  {
    name: "acknowledgements are among the latencies of deliveries",
    file: "collectors/latency.js",
    from: "this.#ack.record(ackedNs - dueNs);",
    to: "this.#ack.record(ackedNs - dueNs); this.#latency.record(ackedNs - dueNs);",
    finders: ["collectors/latency.test.js", "relay, on the wire"],
  },
  {
    name: "order is checked the wrong way round",
    file: ledger,
    from: "if (event < last)",
    to: "if (event > last)",
    finders: [LEDGER, COUNTS],
  },
  {
    name: "dropped copies are not counted",
    file: ledger,
    from: "this.#suppressed += this.#has(event) ? 1 : 0",
    to: "this.#suppressed += 0",
    finders: [LEDGER, COUNTS],
  },
  {
    name: "bytes of the two directions are swapped",
    file: "collectors/wire-bytes.js",
    from: "this.#sum.toServiceBytes += wire.bytesWritten;\n            this.#sum.fromServiceBytes += wire.bytesRead;",
    to: "this.#sum.toServiceBytes += wire.bytesRead;\n            this.#sum.fromServiceBytes += wire.bytesWritten;",
    finders: ["collectors/samplers.test.js", COUNTS],
  },
  {
    name: "sent bytes are off by a head for every slice",
    file: "transports/socket-tally.js",
    from: "bytesWritten: now.bytesWritten - before.bytesWritten",
    to: "bytesWritten: now.bytesWritten - before.bytesWritten - 120",
    finders: [COUNTS],
  },
  {
    name: "an event's bytes are counted without its envelope",
    file: "bench/approach-run.js",
    from: "const bodyBytes = (event) => overheadBytes + ",
    to: "const bodyBytes = (event) => ",
    finders: [COUNTS],
  },
  {
    name: "each transport has the other's name",
    file: "bench/approach-run.js",
    from: "...addressOf(approach),\n                deliveries:",
    to: 'approach: { webhook: "websocket", websocket: "webhook" }[approach.name] ?? approach.name,\n                deliveries:',
    finders: [COUNTS],
  },
];
