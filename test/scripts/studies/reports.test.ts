import assert from "node:assert/strict";
import { test } from "node:test";
import { companyBound, reportText as companyText } from "../../../scripts/studies/company/company-tables.js";
import { type CompanyRow, companiesOf } from "../../../scripts/studies/company/play.js";
import { type CurveRow, reportText as curveText } from "../../../scripts/studies/curve/curve-table.js";
import { reportText as knownText } from "../../../scripts/studies/known-capacity/known-capacity-table.js";
import type { KnownCapacityRow } from "../../../scripts/studies/known-capacity/play.js";
import type { WarmUpRow } from "../../../scripts/studies/warm-up/play.js";
import { reportText as warmUpText } from "../../../scripts/studies/warm-up/warm-up-tables.js";

/** Eight repetitions; `costUs` of an approach in a company. Repetitions differ, alike in all companies. */
function companyRows(costUs: (approach: string, company: string) => number): CompanyRow[] {
  return Array.from({ length: 8 }, (_, i) => i + 1).flatMap((repetition) =>
    Object.entries(companiesOf(["webhook", "websocket"])).flatMap(([company, approaches]) =>
      approaches.map((approach) => ({
        label: "as it is",
        scenario: "chat",
        repetition,
        company,
        approach,
        cpuUsPerDelivery: costUs(approach, company) * (1 + repetition / 20),
        generatorCpuUsPerDelivery: 40,
        latencyP50Ms: 1,
        verdict: "not-saturated" as const,
      })),
    ),
  );
}

test("company study: what is the same in every company has a bound of 1", () => {
  const bound = companyBound(companyRows((approach) => (approach.startsWith("webhook") ? 170 : 75)));
  assert.ok(Math.abs(bound! - 1) < 1e-9);
});

test("company study: the bound is the furthest effect of any company on any approach, either way", () => {
  const cost = (approach: string, company: string): number =>
    approach.startsWith("webhook") ? 170 : company === "websocket alone" ? 90 : 75;
  const rows = companyRows(cost);
  assert.ok(Math.abs(companyBound(rows)! - 90 / 75) < 1e-9);
  const text = companyText(rows);
  assert.match(text, /a factor of \*\*1\.2[01]\*\*/);
  assert.match(text, /\| each alone +\| +1\.89× /);
  assert.match(text, /\| pair +\| +2\.27× /);
});

test("company study: without repetitions enough there is no bound", () => {
  const rows = companyRows(() => 100).filter(({ repetition }) => repetition < 4);
  assert.equal(companyBound(rows), undefined);
  assert.match(companyText(rows), /Too few repetitions/);
});

test("warm-up study: a figure that moved is told from one that did not, and from one that rounds cannot tell", () => {
  const rows = Array.from({ length: 12 }, (_, i): WarmUpRow => {
    const figures = { generatorCpuUsPerDelivery: 50, latencyP50Ms: 1, latencyP99Ms: 5 };
    return {
      ...{
        scenario: "chat",
        round: i + 1,
        approach: "webhook",
        settled: true,
        verdict: "disturbed",
        warmUpDeliveries: 12_000,
        warmUpSlices: 9,
      },
      once: { ...figures, cpuUsPerDelivery: 110 },
      twice: { ...figures, cpuUsPerDelivery: 100, latencyP99Ms: 5 + (i % 2 === 0 ? 1 : -1) },
    };
  });
  const line = warmUpText(rows)
    .split("\n")
    .find((text) => text.includes("`webhook`"));
  const cells = line!.split("|").map((cell) => cell.trim());
  assert.match(cells[6]!, /^−9\.1 % .*\*\*moves\*\*$/);
  assert.match(cells[7]!, /✓$/);
  assert.doesNotMatch(cells[9]!, /✓|moves/);
});

test("known-capacity study: an interval that misses, one that holds, and a study without a number are told apart", () => {
  const loop = { requestsPerSecond: 990, cpuUsPerRequest: 1_000 };
  const row = (study: number, answer: KnownCapacityRow["answer"]): KnownCapacityRow => ({
    ...{ study, turnUs: 1_000, before: loop, after: loop, answer, counted: 24, inVain: 0, warned: { stalled: 2 } },
    ...{ trials: 24, seconds: 50 },
  });
  const found = (from: number, to: number) => ({ kind: "found", estimate: (from + to) / 2, from, to }) as const;
  const none = { kind: "undecided", because: "wide" } as const;
  const text = knownText([row(1, found(995, 1_050)), row(2, found(1_010, 1_050)), row(3, none)]);
  assert.deepEqual(
    text.split("\n").flatMap((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      return /^\d/.test(cells[1] ?? "") ? [cells.slice(6, 10)] : [];
    }),
    [
      ["yes", "**no**", "24", "stalled in 2"],
      ["**no**", "**no**", "24", "stalled in 2"],
      ["no answer", "no answer", "24", "stalled in 2"],
    ],
  );
  assert.match(
    text,
    /known in \*\*1 of 2\*\* studies .* 1\.26 % to 98\.7 %\).* loop came to in \*\*0 of 2.* 1 more found no/,
  );
  assert.match(knownText([row(3, none)]), /No study has found a capacity yet/);
});

test("curve study: pushbench against the peer within a round, for each point", () => {
  const rows = Array.from({ length: 6 }, (_, i): CurveRow => {
    const byPeer = { perSecond: 1_000, cpuUsPerEvent: 50 * (1 + i / 10), latencyP50Ms: 1, latencyP99Ms: 3 };
    const pushbench = { ...byPeer, cpuUsPerEvent: byPeer.cpuUsPerEvent * 1.1, verdict: "not-saturated" as const };
    return { service: "webhook", peer: "wrk", share: 50, round: i + 1, asked: 1_000, pushbench, byPeer };
  });
  const text = curveText(rows);
  assert.match(
    text,
    /\| webhook \| service's CPU per event, µs \| wrk +\| 50 % .*\| +\+10\.0 % \(\+10\.0 to \+10\.0\) \|/,
  );
  assert.match(text, /at its limit: 0 of 6 rounds/);
});
