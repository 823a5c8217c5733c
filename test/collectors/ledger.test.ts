import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LatencyCollector } from "../../src/collectors/latency.js";
import { Ledger, type LedgerListener } from "../../src/collectors/ledger.js";
import {
  ColumnLog,
  type Columns,
  type ObservationKind,
  type Observations,
  observationKinds,
} from "../../src/collectors/observations.js";
import { clientsOfSegment } from "../../src/executors/segment.js";
import { deliveriesPerEvent, type Flow, roomBounds, SERVICE, type Topology } from "../../src/flow.js";

type Entry = [client: number, index: number, atNs: number];

const columns = (entries: Entry[]) => {
  const log = new ColumnLog();
  for (const entry of entries) log.append(...entry);
  return log.take();
};

const observations = (kinds: Partial<Record<ObservationKind, Entry[]>>): Observations => ({
  ...(Object.fromEntries(observationKinds.map((kind) => [kind, columns(kinds[kind] ?? [])])) as Record<
    ObservationKind,
    Columns
  >),
  reasons: {},
});

const slice = (events: number) => ({ startNs: 1_000, offsetNs: 0, lengthNs: 1_000, from: 0, to: events });

function ledgerOf(flow: Flow, senders: number[], listeners: LedgerListener[] = [], clients = 4, roomSize = 2): Ledger {
  const topology: Topology = { flow, clients, roomSize };
  return new Ledger(
    {
      topology,
      closedLoop: senders.length === 0,
      senders: Int32Array.from(senders),
      dueNs: Float64Array.from(senders, (_, i) => i * 10),
      firstIndex: 0,
    },
    listeners,
  );
}

test("latency counts from the due time and service time from the sending of that event", () => {
  const seen: unknown[] = [];
  const ledger = ledgerOf(
    "ingest",
    [3, 1],
    [
      {
        delivered: (delivery) => void seen.push({ ...delivery }),
        acked: (...all) => void seen.push(all),
        begun: (...all) => void seen.push(all),
      },
    ],
  );
  ledger.record(slice(2), [
    observations({ begun: [[1, 1, 1_011]], sent: [[1, 1, 1_012]], acked: [[1, 1, 1_030]] }),
    observations({ delivered: [[SERVICE, 1, 1_025]] }),
  ]);
  assert.deepEqual(seen, [
    [1, 1_010, 1_011],
    { event: 1, recipient: SERVICE, dueNs: 1_010, sentNs: 1_012, deliveredNs: 1_025 },
    [1, 1_010, 1_030, 1],
  ]);
});

test("a slice's events are due from its begin on, wherever it lies in the window", () => {
  const due: number[] = [];
  const ledger = ledgerOf("ingest", [0, 1, 2], [{ begun: (_event, dueNs) => void due.push(dueNs) }]);
  const second = { startNs: 5_000, offsetNs: 20, lengthNs: 10, from: 2, to: 3 };
  ledger.record(second, [observations({ begun: [[2, 2, 5_001]] })]);
  assert.deepEqual(due, [5_000]);
});

test("what was begun and never seen again is lost", () => {
  const ledger = ledgerOf("relay", [0, 1]);
  ledger.record(slice(2), [
    observations({
      begun: [
        [0, 0, 1_000],
        [1, 1, 1_010],
      ],
      delivered: [[1, 0, 1_050]],
    }),
  ]);
  const { expected, delivered, lost, rejected, events } = ledger.deliveries(true);
  assert.deepEqual(
    { expected, delivered, lost, rejected, events },
    { expected: 2, delivered: 1, lost: 1, rejected: 0, events: 2 },
  );
});

test("a second delivery to the same recipient is a duplicate, to another it is not", () => {
  const ledger = ledgerOf("broadcast", [SERVICE], [], 2);
  ledger.record(slice(1), [
    observations({
      begun: [[SERVICE, 0, 1_000]],
      delivered: [
        [0, 0, 1_050],
        [1, 0, 1_051],
        [1, 0, 1_060],
      ],
    }),
  ]);
  const { delivered, duplicates, lost } = ledger.deliveries(false);
  assert.deepEqual({ delivered, duplicates, lost }, { delivered: 2, duplicates: 1, lost: 0 });
});

test("an event that its sender was refused is rejected for every recipient; one refused recipient is one rejection", () => {
  const senderRefused = ledgerOf("relay", [0], [], 4, 4);
  senderRefused.record(slice(1), [observations({ begun: [[0, 0, 1_000]], refused: [[0, 0, 1_100]] })]);
  assert.equal(senderRefused.deliveries(true).rejected, 3);
  const recipientRefused = ledgerOf("relay", [0], [], 4, 4);
  recipientRefused.record(slice(1), [
    observations({
      begun: [[0, 0, 1_000]],
      delivered: [
        [1, 0, 1_020],
        [3, 0, 1_021],
      ],
      refused: [[2, 0, 1_100]],
    }),
  ]);
  const { rejected, delivered, lost } = recipientRefused.deliveries(true);
  assert.deepEqual({ rejected, delivered, lost }, { rejected: 1, delivered: 2, lost: 0 });
});

test("a delivery that was refused and arrives all the same counts as delivered", () => {
  const ledger = ledgerOf("ingest", [0]);
  ledger.record(slice(1), [
    observations({ begun: [[0, 0, 1_000]], refused: [[0, 0, 1_100]], delivered: [[SERVICE, 0, 1_090]] }),
  ]);
  const { delivered, rejected, lost } = ledger.deliveries(true);
  assert.deepEqual({ delivered, rejected, lost }, { delivered: 1, rejected: 0, lost: 0 });
});

test("an older event after a newer one of the same sender is out of order, of another sender it is not", () => {
  const ledger = ledgerOf("ingest", [0, 0, 1]);
  ledger.record(slice(3), [
    observations({
      begun: [
        [0, 0, 1_000],
        [0, 1, 1_010],
        [1, 2, 1_020],
      ],
      delivered: [
        [SERVICE, 2, 1_030],
        [SERVICE, 1, 1_031],
        [SERVICE, 0, 1_032],
      ],
    }),
  ]);
  assert.equal(ledger.deliveries(true).outOfOrder, 1);
});

test("deliveries that the window does not have are named, not counted", () => {
  const ledger = ledgerOf("relay", [0]);
  ledger.record(slice(1), [
    observations({
      begun: [[0, 0, 1_000]],
      delivered: [
        [0, 0, 1_010],
        [2, 0, 1_010],
        [1, 7, 1_010],
        [1, 1_000_000_005, 1_010],
      ],
    }),
  ]);
  const { delivered, reasons } = ledger.deliveries(true);
  assert.equal(delivered, 0);
  assert.deepEqual(reasons, { "deliveries of events that are not in the window": 4 });
});

test("an open loop in which nothing was due is no closed loop, in any flow", () => {
  for (const flow of ["ingest", "broadcast", "relay"] as const) {
    const topology: Topology = { flow, clients: 4, roomSize: 2 };
    const none = { topology, closedLoop: false, senders: new Int32Array(0), dueNs: new Float64Array(0), firstIndex: 0 };
    const ledger = new Ledger(none, []);
    ledger.record(slice(0), [observations({ delivered: [[0, 0, 5]], refused: [[0, 0, 5]] })]);
    const { expected, delivered, lost, rejected } = ledger.deliveries(true);
    assert.deepEqual({ expected, delivered, lost, rejected }, { expected: 0, delivered: 0, lost: 0, rejected: 0 });
  }
});

test("in a closed loop an event is due when it begins", () => {
  const latencies: number[] = [];
  const ledger = ledgerOf(
    "ingest",
    [],
    [{ delivered: ({ dueNs, deliveredNs }) => void latencies.push(deliveredNs - dueNs) }],
  );
  ledger.record(slice(0), [
    observations({
      begun: [
        [2, 0, 1_000],
        [3, 1, 1_005],
      ],
      delivered: [
        [SERVICE, 1, 1_025],
        [SERVICE, 0, 1_030],
      ],
    }),
  ]);
  const { events, expected, delivered } = ledger.deliveries(true);
  assert.deepEqual(
    { events, expected, delivered, latencies },
    { events: 2, expected: 2, delivered: 2, latencies: [20, 30] },
  );
});

test("several generators' observations make the same sums and histograms as one's, bit for bit", () => {
  const topology: Topology = { flow: "relay", clients: 12, roomSize: 4 };
  const senders = Array.from({ length: 200 }, (_, i) => (i * 7) % 12);
  const dueNs = Float64Array.from(senders, (_, i) => i * 1_000);
  const kinds = {
    begun: [] as Entry[],
    sent: [] as Entry[],
    delivered: [] as Entry[],
    acked: [] as Entry[],
    refused: [] as Entry[],
  };
  for (const [event, sender] of senders.entries()) {
    const dueAtNs = 1_000 + event * 1_000;
    kinds.begun.push([sender, event, dueAtNs + (event % 5) * 100]);
    kinds.sent.push([sender, event, dueAtNs + (event % 5) * 100 + 40]);
    if (event % 50 === 9) kinds.refused.push([sender, event, dueAtNs + 900]);
    else kinds.acked.push([sender, event, dueAtNs + 700 + event]);
    const { from, to } = roomBounds(topology, sender);
    for (let member = from; member < to; member++) {
      if (member === sender || event % 50 === 9 || (event % 40 === 3 && member === from)) continue;
      kinds.delivered.push([member, event, dueAtNs + 1_500 + ((event * member) % 977)]);
      if (event % 30 === 0) kinds.delivered.push([member, event, dueAtNs + 9_000]);
    }
  }
  const measured = (processes: number): unknown => {
    const latency = new LatencyCollector(true);
    const ledger = new Ledger(
      { topology, closedLoop: false, senders: Int32Array.from(senders), dueNs, firstIndex: 0 },
      [latency],
    );
    const parts = Array.from({ length: processes }, (_, index) => {
      const clients = new Set(clientsOfSegment(topology, { index, count: processes }));
      const own = (entries: Entry[]) => entries.filter(([client]) => clients.has(client));
      return observations(Object.fromEntries(Object.entries(kinds).map(([kind, entries]) => [kind, own(entries)])));
    });
    ledger.record(slice(senders.length), parts);
    return [ledger.deliveries(true), latency.sample()];
  };
  const one = measured(1);
  for (const processes of [2, 3]) assert.deepEqual(measured(processes), one);
});

test("whatever happens in whatever order, the sums balance", () => {
  const flows = fc.constantFrom<Flow>("ingest", "broadcast", "relay");
  fc.assert(
    fc.property(
      flows,
      fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }),
      fc.array(
        fc.tuple(
          fc.constantFrom("delivered", "refused", "acked", "sent"),
          fc.integer({ min: -1, max: 7 }),
          fc.integer({ min: -3, max: 25 }),
        ),
        { maxLength: 200 },
      ),
      (flow, drawnSenders, happenings) => {
        const topology: Topology = { flow, clients: 6, roomSize: 3 };
        const senders = flow === "broadcast" ? drawnSenders.map(() => SERVICE) : drawnSenders;
        const firsts = new Set<number>();
        const ledger = new Ledger(
          {
            topology,
            closedLoop: false,
            senders: Int32Array.from(senders),
            dueNs: Float64Array.from(senders, (_, i) => i),
            firstIndex: 0,
          },
          [{ delivered: ({ event, recipient }) => void firsts.add(event * 100 + recipient) }],
        );
        const of = (wanted: string): Entry[] =>
          happenings.filter(([kind]) => kind === wanted).map(([, client, index], i) => [client, index, 2_000 + i]);
        const begun = senders.map((sender, i): Entry => [sender, i, 1_000]);
        ledger.record(slice(senders.length), [
          observations({
            begun,
            sent: of("sent"),
            delivered: of("delivered"),
            acked: of("acked"),
            refused: of("refused"),
          }),
        ]);
        const { expected, delivered, lost, rejected } = ledger.deliveries(true);
        assert.equal(
          expected,
          senders.reduce((sum, sender) => sum + deliveriesPerEvent(topology, sender), 0),
        );
        assert.equal(delivered + lost + rejected, expected);
        assert.ok(lost >= 0);
        assert.equal(firsts.size, delivered);
        for (const key of firsts) {
          const recipient = key % 100 === 99 ? SERVICE : key % 100;
          if (flow !== "relay") continue;
          const sender = senders[Math.floor(key / 100)]!;
          const { from, to } = roomBounds(topology, sender);
          assert.ok(recipient >= from && recipient < to && recipient !== sender);
        }
      },
    ),
  );
});

test("what is still tried is pending, what nobody tries any more is lost and named", () => {
  const ledger = ledgerOf("relay", [0, 5, 5], [], 8, 4);
  ledger.record(
    slice(3),
    [
      observations({
        begun: [
          [0, 0, 1_000],
          [5, 1, 1_000],
          [5, 2, 1_000],
        ],
        sent: [
          [0, 0, 1_001],
          [5, 1, 1_001],
          [1, 0, 1_002],
        ],
        retried: [
          [5, 1, 1_050],
          [5, 1, 1_060],
          [1, 1_000_000_000, 1_060],
        ],
        suppressed: [[1, 0, 1_070]],
        delivered: [
          [1, 0, 1_010],
          [4, 2, 1_010],
        ],
        refused: [[2, 0, 1_020]],
      }),
    ],
    [
      [5, 1],
      [3, 0],
      [9, 0],
      [3, 77],
    ],
  );
  const { reasons: _, ...sums } = ledger.deliveries(false);
  assert.deepEqual(sums, {
    events: 3,
    expected: 9,
    delivered: 2,
    firstAttempts: 3,
    retries: 2,
    duplicates: 0,
    suppressed: 1,
    lost: 2,
    losses: [
      { event: "evt_0000000002", recipient: 6 },
      { event: "evt_0000000002", recipient: 7 },
    ],
    rejected: 1,
    rejections: [{ event: "evt_0000000000", recipient: 2 }],
    pending: 4, // event 1 at 4, 6 and 7, for its sender still tries; event 0 at 3
    outOfOrder: 0,
  });
  ledger.record({ ...slice(3), from: 3 }, [observations({ delivered: [[3, 0, 1_500]] })]);
  const { delivered, pending, lost, rejected } = ledger.deliveries(false);
  assert.deepEqual([delivered, pending, lost, rejected], [3, 0, 5, 1], "nobody tries them any more");
});

test("only the first losses are named, all are counted", () => {
  const ledger = ledgerOf("broadcast", [-1], [], 150, 1);
  ledger.record(slice(1), [observations({ begun: [[-1, 0, 1_000]] })]);
  const { lost, losses } = ledger.deliveries(false);
  assert.deepEqual([lost, losses?.length, losses?.at(-1)], [150, 100, { event: "evt_0000000000", recipient: 99 }]);
});
