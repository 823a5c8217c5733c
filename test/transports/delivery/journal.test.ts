import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { FileJournal, type TimedEntry } from "../../../src/transports/delivery/journal.js";

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

test("of a journal with a changed byte every other record is kept, and nothing is made up", () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 2, maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      fc.integer({ min: 1, max: 255 }),
      (records, where, change) => {
        const file = newFile();
        const ends: number[] = [];
        const journal = new FileJournal(file, () => 1);
        for (const one of records) {
          write(journal, [one]);
          ends.push(readFileSync(file).length);
        }
        journal.close();
        const bytes = readFileSync(file);
        const at = Math.floor(where * bytes.length);
        bytes[at]! ^= change;
        writeFileSync(file, bytes);
        const hit = ends.findIndex((end) => end > at);
        const next = new FileJournal(file, () => 2);
        assert.deepEqual(plain(next.entries()), plain(records.filter((_, i) => i !== hit)));
        assert.equal(next.damagedParts, hit === records.length - 1 ? 0 : 1);
        next.close();
      },
    ),
    { numRuns: 100 },
  );
});

test("a file that is no journal is left in bounded time, with nothing in it", () => {
  for (const byte of [0, 1, 2, 255]) {
    const file = newFile();
    writeFileSync(file, Buffer.alloc(20 * 1024 * 1024, byte));
    const journal = new FileJournal(file, () => 1);
    assert.deepEqual([[...journal.entries()], statSync(file).size], [[], 0]);
    journal.close();
  }
});

// The kernel's limit on a file's size does what a full disk does: half of a write, then an error, then room again.
test("a record that a full disk tears is gone, and what is written later can be read", async () => {
  const script = `
    import { execFileSync } from "node:child_process";
    import { statSync } from "node:fs";
    import { FileJournal } from ${JSON.stringify(new URL("../../../src/transports/delivery/journal.js", import.meta.url).href)};
    process.on("SIGXFSZ", () => {});
    const limit = (bytes) => execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=" + bytes + ":unlimited"]);
    const file = process.argv[1];
    const journal = new FileJournal(file, () => 0);
    const body = Buffer.alloc(1000, "x");
    journal.accepted(0, 0, body);
    for (const [index, room] of [[1, 500], [2, 3], [3, 0]]) {
      limit(statSync(file).size + room);
      let code = "none";
      try { journal.accepted(0, index, body); } catch (error) { code = error.code; }
      if (journal.failure?.code !== code) throw new Error("the failure is not told");
      console.log(code);
      limit("unlimited");
    }
    journal.settled(7, 0);
    journal.accepted(0, 4, body);
    if (journal.failure) throw new Error("the failure is over");`;
  const file = newFile();
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", script, file], { encoding: "utf8" });
  assert.deepEqual(told.trim().split("\n"), ["EFBIG", "EFBIG", "EFBIG"]);
  const successor = new FileJournal(file, () => 0);
  assert.deepEqual(
    [...successor.entries()].map(({ kind, index }) => [kind, index]),
    [
      ["accepted", 0],
      ["settled", 0],
      ["accepted", 4],
    ],
  );
  successor.close();
});
