/** What both transports do with an event, and what the collectors add to it. */
import { monotonicNs } from "../../../src/clock.js";
import { ColumnLog } from "../../../src/collectors/observations.js";
import { encodeEnvelope, parseEnvelope } from "../../../src/events/envelope.js";
import { Histogram } from "../../../src/histogram.js";
import { mix32 } from "../../../src/random.js";
import { inTurn, type Operation } from "../operation.js";

/** About as many observations as a slice under heavy load has. */
const LOG_ROWS = 65_536;

export const eventOperations = {
  parseEnvelope: {
    name: "JSON parse of an event",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => ({ run: (turn) => parseEnvelope(inTurn(bodies, turn).toString()) }),
  },
  encodeEnvelope: {
    name: "envelope around its data, encoded",
    place: "clients",
    sized: true,
    prepare({ bodies }) {
      const data = bodies.map((body) => JSON.stringify(parseEnvelope(body.toString()).data));
      return { run: (turn) => encodeEnvelope(turn, "telemetry.batch", turn * 1e6, inTurn(data, turn)) };
    },
  },
  clock: {
    name: "clock read",
    place: "collectors",
    sized: false,
    prepare: () => ({ run: monotonicNs }),
  },
  append: {
    name: "observation appended (ColumnLog)",
    place: "collectors",
    sized: false,
    prepare() {
      const log = new ColumnLog();
      return {
        run(turn) {
          if (log.length === LOG_ROWS) log.take();
          log.append(turn & 255, turn, turn * 1000);
        },
      };
    },
  },
  record: {
    name: "latency recorded (HDR histogram)",
    place: "collectors",
    sized: false,
    prepare() {
      const histogram = new Histogram();
      // 20 µs to about 4 ms, scattered as latencies are.
      return { run: (turn) => histogram.record(20_000 + (mix32(turn) & 0x3fffff)) };
    },
  },
} satisfies Record<string, Operation>;
