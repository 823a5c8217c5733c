/** Wrong times: of due, begun, sent, delivered and acknowledged, by a constant and in proportion. */
import type { Mutant } from "../mutant.js";

const [INGEST, BROADCAST, RELAY] = ["ingest, on the wire", "broadcast, on the wire", "relay, on the wire"];
const CLOSED = "ingest in a closed loop, on the wire";
const recorder = "collectors/recorder.js";

export const stampMutants: readonly Mutant[] = [
  {
    name: "every delivery is stamped 0.9 ms late",
    file: recorder,
    from: "this.#delivered.append(client, index, this.#clock())",
    to: "this.#delivered.append(client, index, this.#clock() + 0.9e6)",
    finders: [RELAY, INGEST],
  },
  {
    name: "every delivery is stamped 0.3 ms early",
    file: recorder,
    from: "this.#delivered.append(client, index, this.#clock())",
    to: "this.#delivered.append(client, index, this.#clock() - 0.3e6)",
    finders: [BROADCAST, INGEST],
  },
  {
    name: "every acknowledgement is stamped 0.9 ms late",
    file: recorder,
    from: "this.#acked.append(client, index, this.#clock())",
    to: "this.#acked.append(client, index, this.#clock() + 0.9e6)",
    finders: [INGEST],
  },
  {
    name: "every acknowledgement is stamped 0.3 ms early",
    file: recorder,
    from: "this.#acked.append(client, index, this.#clock())",
    to: "this.#acked.append(client, index, this.#clock() - 0.3e6)",
    finders: [CLOSED],
  },
  {
    name: "every sending is stamped 0.9 ms late",
    file: recorder,
    from: "this.#sent.append(client, index, this.#clock())",
    to: "this.#sent.append(client, index, this.#clock() + 0.9e6)",
    finders: [INGEST],
  },
  {
    name: "every sending is stamped 0.9 ms early",
    file: recorder,
    from: "this.#sent.append(client, index, this.#clock())",
    to: "this.#sent.append(client, index, this.#clock() - 0.9e6)",
    finders: [RELAY],
  },
  {
    name: "every beginning is stamped 0.9 ms late",
    file: recorder,
    from: "this.#begun.append(client, index, atNs)",
    to: "this.#begun.append(client, index, atNs + 0.9e6)",
    finders: [CLOSED],
  },
  {
    name: "every beginning is stamped 0.9 ms early",
    file: recorder,
    from: "this.#begun.append(client, index, atNs)",
    to: "this.#begun.append(client, index, atNs - 0.9e6)",
    finders: [CLOSED],
  },
  {
    name: "due times are reckoned 0.9 ms late",
    file: "collectors/ledger.js",
    from: "slice.startNs + this.#events.dueNs[event] - slice.offsetNs",
    to: "slice.startNs + this.#events.dueNs[event] - slice.offsetNs + 0.9e6",
    finders: [INGEST],
  },
  {
    name: "due times are reckoned 0.9 ms early",
    file: "collectors/ledger.js",
    from: "slice.startNs + this.#events.dueNs[event] - slice.offsetNs",
    to: "slice.startNs + this.#events.dueNs[event] - slice.offsetNs - 0.9e6",
    finders: [BROADCAST],
  },
  {
    name: "due times are stretched by 1 %",
    file: "collectors/ledger.js",
    from: "slice.startNs + this.#events.dueNs[event] - slice.offsetNs",
    to: "slice.startNs + 1.01 * this.#events.dueNs[event] - slice.offsetNs",
    finders: [RELAY],
  },
  {
    name: "where a slice lies in the window is forgotten",
    file: "collectors/ledger.js",
    from: "this.#events.dueNs[event] - slice.offsetNs",
    to: "this.#events.dueNs[event]",
    finders: ["collectors/ledger.test.js", "delays and CPU"],
  },
  {
    name: "the generator begins every event 0.9 ms late",
    file: "generators/generator.js",
    from: "startNs + schedule.dueNs[event] - slice.offsetNs",
    to: "startNs + schedule.dueNs[event] - slice.offsetNs + 0.9e6",
    finders: [INGEST],
  },
  {
    name: "the clock is 2 % too fast",
    file: "clock.js",
    from: "Number(process.hrtime.bigint())",
    to: "1.02 * Number(process.hrtime.bigint())",
    finders: [INGEST],
  },
  {
    name: "latency counts from the sending, not from when an event was due",
    file: "collectors/latency.js",
    from: "this.#latency.record(deliveredNs - dueNs)",
    to: "this.#latency.record(deliveredNs - (Number.isNaN(sentNs) ? dueNs : sentNs))",
    finders: ["collectors/latency.test.js", "freezes"],
  },
  {
    name: "latencies are a tenth too long",
    file: "collectors/latency.js",
    from: "this.#latency.record(deliveredNs - dueNs)",
    to: "this.#latency.record(1.1 * (deliveredNs - dueNs))",
    finders: ["collectors/latency.test.js", "delays and CPU"],
  },
  {
    name: "service time counts from the due time",
    file: "collectors/latency.js",
    from: "this.#serviceTime.record(deliveredNs - sentNs)",
    to: "this.#serviceTime.record(deliveredNs - dueNs)",
    finders: ["collectors/latency.test.js", "freezes"],
  },
  {
    name: "the last recipient's time is that of the first",
    file: "collectors/fan-out.js",
    from: "this.#last.record(latencies.at(-1))",
    to: "this.#last.record(latencies[0])",
    finders: ["collectors/samplers.test.js", BROADCAST],
  },
  {
    name: "times of a fleet's worker stay those of its own clock",
    file: "fleet/coordinator/translate.js",
    from: "atNs[i] = coordinatorNsOf(atNs[i]);",
    to: "",
    finders: ["fleet/host-clock.test.js"],
  },
  {
    name: "durations that a fleet's worker measured are taken for times",
    file: "fleet/coordinator/translate.js",
    from: "durationKinds.has(kind)",
    to: "false",
    finders: ["fleet/host-clock.test.js"],
  },
];
