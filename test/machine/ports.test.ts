import assert from "node:assert/strict";
import { test } from "node:test";
import { outOfPorts, requirePorts } from "../../src/machine/ports.js";

test("each service has a port, up to the last that there is", () => {
  for (const [first, services] of [
    [0, 4],
    [1, 2],
    [65_535, 1],
    [65_534, 2],
  ] as const)
    requirePorts(first, services);
  for (const [first, services] of [
    [65_535, 2],
    [65_536, 1],
    [99_999, 2],
    [-5, 1],
    [80.5, 1],
    [Number.NaN, 1],
  ] as const)
    assert.throws(() => requirePorts(first, services), { code: "usage", exitCode: 2 }, String(first));
});

test("the refusal says what is allowed for so many services", () => {
  assert.throws(() => requirePorts(65_535, 2), /--port must be a whole number from 0 to 65534, got 65535\./);
});

test("who runs out of ports is told which setting holds them", () => {
  assert.match(outOfPorts(), /ran out of ports to connect from.*ip_local_port_range/);
});
