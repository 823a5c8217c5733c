import assert from "node:assert/strict";
import { test } from "node:test";
import { noObservations, type Observations } from "../../src/collectors/observations.js";
import { PushbenchError } from "../../src/errors.js";
import { RemoteWatch } from "../../src/remote/watch.js";

const columns = (events: number) => ({
  client: new Int32Array(events),
  index: new Int32Array(events),
  atNs: new Float64Array(events),
});
/** What two processes of generators saw, and a keeper, which sees nothing. */
const seen = (more: Partial<Observations>): Observations[] => [
  { ...noObservations(), begun: columns(3), reasons: { reset: 1 } },
  { ...noObservations(), begun: columns(2), ...more },
  noObservations(),
];
const errors = (reason: string): Observations[] => seen({ reasons: { [reason]: 2 } });
const success = seen({ acked: columns(1) });

test("three windows of errors end the run, with the host and the last reason", () => {
  const watch = new RemoteWatch(new Map([["flask", "shop.example:80"]]));
  watch.take("flask", errors("500 Internal Server Error"));
  watch.take("flask", errors("500 Internal Server Error"));
  assert.throws(
    () => watch.take("flask", errors("503 Service Unavailable")),
    (error) =>
      error instanceof PushbenchError &&
      error.code === "remote-given-up" &&
      error.exitCode === 4 &&
      error.message ===
        "shop.example:80 (flask) was given up after 3 windows of nothing but errors. The last were: 503 Service Unavailable.",
  );
});

test("approaches are watched apart, and those on this machine are not", () => {
  const watch = new RemoteWatch(
    new Map([
      ["flask", "shop.example"],
      ["mine", "shop.example"],
    ]),
  );
  for (let window = 0; window < 10; window++) {
    watch.take("here", errors("timeout"));
    watch.take("mine", window % 2 === 0 ? success : seen({ delivered: columns(1) }));
  }
  watch.take("flask", errors("timeout"));
  watch.take("flask", errors("timeout"));
  watch.take("mine", errors("timeout"));
  watch.take("mine", errors("timeout"));
  watch.take("flask", seen({ delivered: columns(1) }));
  watch.take("flask", errors("timeout"));
});
