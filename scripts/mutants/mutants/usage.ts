/** Wrong CPU and memory. */
import type { Mutant } from "../mutant.js";

const INGEST = "ingest, on the wire";
const DELAYS = "delays and CPU";
const self = "machine/process-self.js";
const CPU = "cpuNs: (cpu.user + cpu.system) * NS_PER_US";

export const usageMutants: readonly Mutant[] = [
  { name: "25 ms of CPU are added to every slice", file: self, from: CPU, to: `${CPU} + 25e6`, finders: [INGEST] },
  { name: "10 ms of CPU are left out of every slice", file: self, from: CPU, to: `${CPU} - 10e6`, finders: [INGEST] },
  {
    name: "CPU is a tenth too high",
    file: self,
    from: CPU,
    to: CPU.replace("cpuNs:", "cpuNs: 1.1 *"),
    finders: ["machine/process-self.test.js", INGEST],
  },
  {
    name: "the kernel's part of the CPU is left out",
    file: self,
    from: "(cpu.user + cpu.system)",
    to: "(cpu.user)",
    finders: [INGEST],
  },
  {
    name: "CPU is counted from the process's start, not from the slice's",
    file: self,
    from: "this.#cpu = process.cpuUsage();\n    }",
    to: "this.#cpu = { user: 0, system: 0 };\n    }",
    finders: [INGEST],
  },
  {
    name: "CPU is read late, after 100 ms of other work",
    file: self,
    from: "const cpu = process.cpuUsage(this.#cpu);",
    to: "for (const until = performance.now() + 100; performance.now() < until; ); const cpu = process.cpuUsage(this.#cpu);",
    finders: [INGEST],
  },
  {
    name: "the service's CPU is that of the generator",
    file: "bench/approach-run.js",
    from: "service: served.sample,",
    to: "service: reports[0].sample,",
    finders: [INGEST],
  },
  {
    name: "the generator's CPU is that of the service",
    file: "bench/approach-run.js",
    from: "generators: reports.map(({ sample }) => sample)",
    to: "generators: reports.map(() => served.sample)",
    finders: [INGEST],
  },
  {
    name: "only one slice in two counts for the service's CPU",
    file: "collectors/processes/process-sum.js",
    from: "this.cpuNs += sample.cpuNs;",
    to: "this.cpuNs = sample.cpuNs;",
    finders: ["collectors/process-sum.test.js", DELAYS],
  },
  {
    name: "memory is a tenth too high",
    file: "machine/memory-self.js",
    from: "rssBytes: rss,",
    to: "rssBytes: 1.1 * rss,",
    finders: [INGEST],
  },
  {
    name: "memory is the heap's alone",
    file: "machine/memory-self.js",
    from: "rssBytes: rss,",
    to: "rssBytes: heapUsed,",
    finders: [INGEST],
  },
  {
    name: "the greatest memory is twice what was seen",
    file: "machine/process-usage.js",
    from: "Math.max(this.rssMaxBytes, usage.rssBytes)",
    to: "Math.max(this.rssMaxBytes, 2 * usage.rssBytes)",
    finders: [INGEST],
  },
];
