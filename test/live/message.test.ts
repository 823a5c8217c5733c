import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LiveEvent } from "../../src/live/live-event.js";
import { emptyState, reduce } from "../../src/live/live-state.js";
import { changeOf, endOf, type Message, shownOf, wholeOf } from "../../src/live/message.js";
import { Tabs } from "../../src/live/tabs.js";
import type { Outlet } from "../../src/web/answer.js";
import { eventsOf, slice, told } from "./told.js";

interface Sent {
  event: string;
  data: string;
}

/** As a browser reads it. */
function parsed(text: string): Sent {
  const fields = new Map(
    text
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
  );
  assert.ok(text.endsWith("\n\n"));
  return { event: fields.get("event")!, data: fields.get("data")! };
}

/** What a page shows that has read these, as live.js does it. */
function shownAfter(texts: readonly string[]): Required<Message> {
  let shown: Required<Message> = { html: {}, points: [], levels: [] };
  for (const { event, data } of texts.map(parsed)) {
    const { html, points, levels } = JSON.parse(data) as Message;
    if (event === "whole") shown = { html, points, levels: levels ?? [] };
    else {
      shown = {
        html: { ...shown.html, ...html },
        points: shown.points.map((all, i) => [...all, ...points[i]!]),
        levels: levels ?? shown.levels,
      };
    }
  }
  return shown;
}

const run = eventsOf(3);
const anyEvent: fc.Arbitrary<LiveEvent> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...run) },
  { weight: 8, arbitrary: fc.constantFrom("webhook", "websocket").map((name) => slice(name)) },
  { weight: 1, arbitrary: fc.constant<LiveEvent>({ type: "point-started", name: "x", played: [] }) },
);

test("a page that reads every change shows what one shows that is loaded now", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), fc.array(fc.boolean(), { minLength: 60 }), (events, isSent) => {
      let state = told(run.slice(0, 2));
      let shown = shownOf(state);
      const texts = [wholeOf(shown)];
      for (const [i, event] of events.entries()) {
        state = reduce(state, event, state.nowMs + 300);
        if (!isSent[i]) continue;
        const before = shown;
        shown = shownOf(state);
        texts.push(...[changeOf(before, shown)].filter((text) => text !== undefined));
      }
      assert.deepEqual(shownAfter(texts), shownAfter([wholeOf(shown)]));
    }),
    { numRuns: 40 },
  );
});

test("a slice costs a page a few hundred bytes, thinning costs it everything, and no change costs nothing", () => {
  const state = told(run.slice(0, 3));
  const one = told([slice("webhook")], state);
  const change = changeOf(shownOf(state), shownOf(one))!;
  assert.equal(parsed(change).event, "change");
  assert.equal((JSON.parse(parsed(change).data) as Message).points[0]!.length, 1);
  assert.ok(change.length < 6000, `${change.length} bytes`);
  assert.equal(changeOf(shownOf(one), shownOf(one)), undefined);
  const many = told(
    Array.from({ length: 299 }, () => slice("webhook")),
    one,
  );
  assert.equal(parsed(changeOf(shownOf(one), shownOf(many))!).event, "whole");
});

test("the end is one line of data, whatever the report has", () => {
  const html = "<p>\r\n\u2028data: x\n\n</p>";
  assert.equal(JSON.parse(parsed(endOf(html)).data), html);
});

class SlowOutlet implements Outlet {
  unreadBytes = 0;
  readonly written: string[] = [];
  leave: () => void = () => {};
  write(text: string): boolean {
    this.written.push(text);
    return true;
  }
  end(last: string): void {
    this.written.push(last);
  }
  onEnd(listener: () => void): void {
    this.leave = listener;
  }
}

test("a slow page misses changes and then gets everything; one that has left gets nothing", () => {
  const tabs = new Tabs();
  const [slow, quick] = [new SlowOutlet(), new SlowOutlet()];
  tabs.add(slow, "whole 0");
  tabs.add(quick, "whole 0");
  slow.unreadBytes = 1e6;
  for (const number of [1, 2]) tabs.send(`change ${number}`, () => assert.fail("nobody asks for it"));
  slow.unreadBytes = 0;
  tabs.send("change 3", () => "whole 3");
  tabs.send("change 4", () => assert.fail("nobody asks for it"));
  assert.deepEqual(slow.written, ["whole 0", "whole 3", "change 4"]);
  assert.deepEqual(quick.written, ["whole 0", "change 1", "change 2", "change 3", "change 4"]);
  quick.leave();
  assert.equal(tabs.count, 1);
  tabs.end("end");
  assert.deepEqual([slow.written.at(-1), quick.written.at(-1)], ["end", "change 4"]);
});

test("nothing is known before the first event, and that can be shown", () => {
  const { points, levels } = shownAfter([wholeOf(shownOf(emptyState("x")))]);
  assert.deepEqual([points, levels], [[], []]);
});
