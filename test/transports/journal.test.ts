import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { FileJournal, type TimedEntry } from "../../src/transports/journal.js";

const folder = mkdtempSync(path.join(tmpdir(), "pushbench-journal-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => path.join(folder, String(files++));

const client = fc.integer({ min: -1, max: 100_000 });
const index = fc.integer({ min: 0, max: 0xffffffff });
const record = fc.oneof(
  fc.record({ kind: fc.constant("accepted" as const), client, index, body: fc.uint8Array({ maxLength: 9_000 }) }),
  fc.record({ kind: fc.constant("settled" as const), client, index }),
);
type Written = typeof record extends fc.Arbitrary<infer T> ? T : never;

function write(journal: FileJournal, records: readonly Written[]): void {
  for (const one of records) {
    if (one.kind === "settled") journal.settled(one.client, one.index);
    else journal.accepted(one.client, one.index, Buffer.from(one.body));
  }
}

/** Comparable, with times left out. */
const plain = (entries: Iterable<TimedEntry | Written>) =>
  [...entries].map((one) => [
    one.kind,
    one.client,
    one.index,
    "body" in one ? Buffer.from(one.body).toString("hex") : "",
  ]);

test("what was written is read again, by the same journal and by the next, with its times", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), fc.array(record, { maxLength: 5 }), (first, second) => {
      const file = newFile();
      let nowNs = 0.5;
      const journal = new FileJournal(file, () => ++nowNs);
      write(journal, first);
      assert.deepEqual(plain(journal.entries()), plain(first));
      journal.close();
      const next = new FileJournal(file, () => ++nowNs);
      write(next, second);
      const entries = [...next.entries()];
      assert.deepEqual(plain(entries), plain([...first, ...second]));
      assert.deepEqual(
        entries.map(({ atNs }) => atNs),
        entries.map((_, i) => i + 1.5),
      );
      next.close();
    }),
    { numRuns: 50 },
  );
});

test("a journal cut anywhere holds its whole records, and goes on behind them", () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (records, cut) => {
        const file = newFile();
        const ends = [0];
        const journal = new FileJournal(file, () => 1);
        for (const one of records) {
          write(journal, [one]);
          ends.push(readFileSync(file).length);
        }
        journal.close();
        const bytes = readFileSync(file);
        const kept = Math.floor(bytes.length * cut);
        writeFileSync(file, bytes.subarray(0, kept));
        const whole = records.slice(0, ends.filter((end) => end <= kept).length - 1);
        const next = new FileJournal(file, () => 2);
        assert.deepEqual(plain(next.entries()), plain(whole));
        write(next, records);
        assert.deepEqual(plain(next.entries()), plain([...whole, ...records]));
        next.close();
      },
    ),
    { numRuns: 100 },
  );
});
