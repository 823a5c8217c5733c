import assert from "node:assert/strict";
import { test } from "node:test";
import { type Health, judge } from "../../src/collectors/generator-health.js";
import { type Verdict, type VerdictReason, verdictReasons } from "../../src/result/result.js";

const idle = { busyRatio: 0.25, foreignRatio: 0.05, stealRatio: 0 };
const hogged = { busyRatio: 0.99, foreignRatio: 0.8, stealRatio: 0 };
const shared = { busyRatio: 0.6, foreignRatio: 0.4, stealRatio: 0 };
const generator = {
  cpuNs: 1e9,
  cpuRatio: 0.2,
  eventLoopUtilisation: 0.2,
  eventLoopDelayP99Ns: 1e6,
  achievedRateRatio: 1,
};
const service = { cpuRatio: 0.3, eventLoopUtilisation: 0.3 };
const quiet: Health = {
  generator,
  generatorSpins: false,
  service,
  cpus: { services: idle, generators: idle },
  latenessTailNs: 1e6,
  latencyP99Ns: 4e6,
  overtimeRatio: 0,
};
const busy = { cpuRatio: 0.97, eventLoopUtilisation: 0.97 };
const queue = { latencyP99Ns: 2e9, overtimeRatio: 0.8, service: busy };

const cases: [what: string, health: Health, verdict: Verdict, reason?: VerdictReason][] = [
  ["both sides have room", quiet, "not-saturated"],
  [
    "processes of a service fill its CPUs together",
    {
      ...quiet,
      service: { ...service, hasSeveralProcesses: true },
      cpus: { services: { ...idle, busyRatio: 0.96 }, generators: idle },
    },
    "service-bound",
    "service-busy",
  ],
  [
    "one process of a service whose other threads fill its CPUs",
    { ...quiet, cpus: { services: { ...idle, busyRatio: 0.96 }, generators: idle } },
    "not-saturated",
  ],
  ["the system tells nothing of its CPUs", { ...quiet, cpus: undefined }, "not-saturated"],
  ["a closed loop has no lateness", { ...quiet, latenessTailNs: undefined }, "not-saturated"],
  ["nothing arrived", { ...quiet, latencyP99Ns: undefined }, "not-saturated"],

  [
    "the generator's CPU is full",
    { ...quiet, generator: { ...generator, cpuRatio: 0.95 } },
    "generator-bound",
    "generator-busy",
  ],
  [
    "the generator's loop never waits",
    { ...quiet, generator: { ...generator, eventLoopUtilisation: 0.95 } },
    "generator-bound",
    "generator-busy",
  ],
  [
    "several generators fill their CPUs together",
    { ...quiet, cpus: { services: idle, generators: { ...idle, busyRatio: 0.96 } } },
    "generator-bound",
    "generator-busy",
  ],
  [
    "a spinning generator is busy by design",
    { ...quiet, generatorSpins: true, generator: { ...generator, ...busy } },
    "not-saturated",
  ],
  [
    "events began late though nobody was busy",
    { ...quiet, latenessTailNs: 30e6, latencyP99Ns: 33e6 },
    "generator-bound",
    "generator-late",
  ],
  [
    "the generator's loop was late to see deliveries",
    { ...quiet, generator: { ...generator, eventLoopDelayP99Ns: 30e6 }, latenessTailNs: undefined },
    "generator-bound",
    "generator-late",
  ],
  [
    "events began at less than the asked rate",
    { ...quiet, generator: { ...generator, achievedRateRatio: 0.9 }, latenessTailNs: 4e6, latencyP99Ns: 5e6 },
    "generator-bound",
    "generator-late",
  ],
  [
    "a lateness is small beside the service's queue",
    { ...quiet, ...queue, latenessTailNs: 30e6 },
    "service-bound",
    "service-busy",
  ],

  [
    "a hog fills the generator's CPU",
    { ...quiet, cpus: { services: idle, generators: hogged } },
    "generator-bound",
    "generator-crowded-out",
  ],
  [
    "a hog fills a spinning generator's CPU",
    { ...quiet, generatorSpins: true, cpus: { services: idle, generators: hogged } },
    "generator-bound",
    "generator-crowded-out",
  ],
  [
    "others and the hypervisor leave the generator no room",
    { ...quiet, cpus: { services: idle, generators: { busyRatio: 0.8, foreignRatio: 0.4, stealRatio: 0.15 } } },
    "generator-bound",
    "generator-crowded-out",
  ],
  [
    "hogs fill all CPUs",
    { ...quiet, cpus: { services: hogged, generators: hogged } },
    "generator-bound",
    "generator-crowded-out",
  ],
  [
    "others share the generator's CPU and leave room",
    { ...quiet, cpus: { services: idle, generators: shared } },
    "disturbed",
    "foreign-cpu",
  ],
  [
    "a hog fills the service's CPU",
    { ...quiet, cpus: { services: hogged, generators: idle } },
    "disturbed",
    "foreign-cpu",
  ],
  [
    "a full service has a hog beside it: where its limit lies is not known",
    { ...quiet, ...queue, cpus: { services: hogged, generators: idle } },
    "disturbed",
    "foreign-cpu",
  ],
  [
    "the hypervisor takes CPU",
    { ...quiet, cpus: { services: { ...idle, stealRatio: 0.08 }, generators: idle } },
    "disturbed",
    "cpu-stolen",
  ],

  ["the service's CPU is full", { ...quiet, service: { ...service, cpuRatio: 0.97 } }, "service-bound", "service-busy"],
  [
    "the service's loop never waits",
    { ...quiet, service: { ...service, eventLoopUtilisation: 0.97 } },
    "service-bound",
    "service-busy",
  ],
  [
    "both are full: the service's queue is in the figures either way",
    { ...quiet, service: busy, generator: { ...generator, ...busy } },
    "service-bound",
    "service-busy",
  ],
  [
    "a service that is only seen from outside uses more than one CPU, and others are free",
    { ...quiet, service: { cpuRatio: 1.4 }, cpus: { services: { ...idle, busyRatio: 0.4 }, generators: idle } },
    "not-saturated",
  ],
  [
    "a service that is only seen from outside fills all of its CPUs",
    { ...quiet, service: { cpuRatio: 3.8 }, cpus: { services: { ...idle, busyRatio: 0.95 }, generators: idle } },
    "service-bound",
    "service-busy",
  ],
  [
    "a service that is only seen from outside uses a CPU, and nobody knows how many it has",
    { ...quiet, service: { cpuRatio: 0.97 }, cpus: undefined },
    "service-bound",
    "service-busy",
  ],
  [
    "somebody else runs the service, and nothing queues",
    { ...quiet, service: undefined, cpus: undefined },
    "limit-unknown",
  ],
  [
    "a service of somebody else has a queue, however busy it is",
    { ...quiet, service: undefined, cpus: { generators: idle }, overtimeRatio: 0.5 },
    "service-bound",
    "deliveries-queued",
  ],
  ["deliveries went on long after the events", { ...quiet, overtimeRatio: 0.5 }, "service-bound", "deliveries-queued"],
];

for (const [what, health, verdict, verdictReason] of cases) {
  test(`the verdict is ${verdict} when ${what}`, () =>
    assert.deepEqual(judge(health), verdictReason === undefined ? { verdict } : { verdict, verdictReason }));
}

/** Three hosts of a fleet, one of which is as told. */
const fleetWith = (more: Partial<typeof idle>): Pick<Health, "fleet" | "cpus"> => ({
  cpus: { services: idle },
  fleet: {
    hosts: [
      { worker: "a", ...idle },
      { worker: "b", ...idle, ...more },
      { worker: "c", ...idle },
    ],
    busiest: "c",
    latest: "a",
  },
});

const casesOfFleets: [what: string, health: Health, judgement: ReturnType<typeof judge>][] = [
  ["every host has room", { ...quiet, ...fleetWith({}) }, { verdict: "not-saturated" }],
  [
    "others share the CPUs of one host",
    { ...quiet, ...fleetWith(shared) },
    { verdict: "disturbed", verdictReason: "foreign-cpu", verdictWorker: "b" },
  ],
  [
    "a hypervisor takes CPU of one host",
    { ...quiet, ...fleetWith({ stealRatio: 0.08 }) },
    { verdict: "disturbed", verdictReason: "cpu-stolen", verdictWorker: "b" },
  ],
  [
    "a hog fills the CPUs of one host",
    { ...quiet, ...fleetWith(hogged) },
    { verdict: "generator-bound", verdictReason: "generator-crowded-out", verdictWorker: "b" },
  ],
  [
    "the run's own work fills the CPUs of one host",
    { ...quiet, ...fleetWith({ busyRatio: 0.96 }) },
    { verdict: "generator-bound", verdictReason: "generator-busy", verdictWorker: "b" },
  ],
  [
    "one generator is full",
    { ...quiet, ...fleetWith({}), generator: { ...generator, cpuRatio: 0.95 } },
    { verdict: "generator-bound", verdictReason: "generator-busy", verdictWorker: "c" },
  ],
  [
    "one generator is late",
    { ...quiet, ...fleetWith({}), latenessTailNs: 30e6, latencyP99Ns: 33e6 },
    { verdict: "generator-bound", verdictReason: "generator-late", verdictWorker: "a" },
  ],
  [
    "a hog fills the CPUs of the services' machine",
    { ...quiet, ...fleetWith({}), cpus: { services: hogged } },
    { verdict: "disturbed", verdictReason: "foreign-cpu" },
  ],
  ["no host tells anything", { ...quiet, cpus: undefined, fleet: { hosts: [] } }, { verdict: "not-saturated" }],
];

for (const [what, health, judgement] of casesOfFleets) {
  test(`a fleet's round is ${judgement.verdict}, and names the worker if it is one, when ${what}`, () =>
    assert.deepEqual(judge(health), judgement));
}

test("a fleet of one host is judged as this machine would be", () => {
  for (const [what, health] of cases) {
    const { generators, ...cpus }: NonNullable<Health["cpus"]> = health.cpus ?? {};
    const hosts = generators === undefined ? [] : [{ worker: "a", ...generators }];
    const { verdictWorker, ...judgement } = judge({ ...health, cpus, fleet: { hosts, busiest: "a", latest: "a" } });
    assert.deepEqual(judgement, judge(health), what);
    assert.ok(verdictWorker === undefined || verdictWorker === "a", what);
  }
});

test("every reason is provoked by a case", () => {
  const provoked = new Set(cases.map(([, , , reason]) => reason).filter((reason) => reason !== undefined));
  assert.deepEqual([...provoked].sort(), Object.keys(verdictReasons).sort());
});
