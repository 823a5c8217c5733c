/**
 * The charts of the live page. They are drawn when something was sent, and never by a timer. Plain JavaScript, because browsers read it
 * as it is, and of one piece with uplot before it and live.js behind it; the compiler checks its types (tsconfig.json beside it).
 */

/**
 * src/live/message.ts has the same types.
 * @typedef {[atSeconds: number, delivered: number | null, due: number | null, p50Ms: number | null, p99Ms: number | null, isWarmUp: 0 | 1]} Point
 * @typedef {[estimate: number | null, low: number | null, high: number | null]} Level
 * @typedef {{ atSeconds: number, p50Ms: Level[], p99Ms: Level[] }} Levels
 * @typedef {{ colour: string, isDashed: boolean, mark: Path2D, isUpsideDown: boolean }} Look
 */

// biome-ignore lint/correctness/noUnusedVariables: live.js uses it
const liveCharts = (() => {
  const HEIGHT = 240;

  /** @type {Point[][]} */
  let points = [];
  /** @type {Levels[]} */
  let levels = [];

  /** Colours, dashes and marks are those of the legend, which the page has from the same hand as the report. */
  function readLooks() {
    return [...document.querySelectorAll("#legend svg")].map((sign) => {
      const [line, mark] = [sign.querySelector("line"), sign.querySelector("path")];
      return {
        colour: line === null ? "gray" : getComputedStyle(line).stroke,
        isDashed: line?.classList.contains("dashed") ?? false,
        mark: new Path2D(mark?.getAttribute("d") ?? ""),
        isUpsideDown: mark?.getAttribute("transform")?.includes("rotate") ?? false,
      };
    });
  }
  /** @type {Look[]} */
  let looks = readLooks();

  /** @param {string} name */
  const themeColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

  /** @param {string} colour */
  const translucent = (colour) => colour.replace("rgb(", "rgba(").replace(")", ", 0.16)");

  /**
   * What a chart shows: of each slice a column of Point, and beside it perhaps another as a dash; of the rounds a figure of Levels.
   * @typedef {{ column: 1 | 3 | 4, due?: 2, figure?: "p50Ms" | "p99Ms", isLog: boolean, text: (value: number) => string }} Contents
   */

  /** @param {number} ms */
  const durationText = (ms) => (ms >= 1000 ? `${ms / 1000} s` : ms >= 1 ? `${ms} ms` : `${Math.round(ms * 1000)} µs`);
  /** @param {number} rate */
  const rateText = (rate) => `${rate.toLocaleString("en")}/s`;
  /** @param {number} seconds */
  const timeText = (seconds) =>
    seconds < 60
      ? `${seconds} s`
      : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")} min`;

  /** @type {Record<string, Contents>} */
  const contents = {
    "chart-rate": { column: 1, due: 2, isLog: false, text: rateText },
    "chart-p50": { column: 3, figure: "p50Ms", isLog: true, text: durationText },
    "chart-p99": { column: 4, figure: "p99Ms", isLog: true, text: durationText },
  };

  /**
   * A logarithmic axis has no place for anything that is not above 0.
   * @param {Contents} of
   * @param {number | null | undefined} value
   */
  const placed = ({ isLog }, value) => (value == null || (isLog && value <= 0) ? null : value);

  /**
   * One column of times, and beside it the columns of all series, as uplot wants them: of each approach the slices and what was due, and
   * the estimate with its two ends.
   * @param {Contents} of
   */
  function columnsOf(of) {
    // A warm-up has other rates, and latencies of cold code: it must not stretch the axes of what is measured
    const isAllWarmUp = points.every((its) => its.every(([, , , , , isWarmUp]) => isWarmUp === 1));
    /** @type {[number, number | null | undefined][][]} */
    const series = looks.flatMap((_, approach) => {
      const its = (points[approach] ?? []).filter(([, , , , , isWarmUp]) => isWarmUp === 0 || isAllWarmUp);
      const { due, figure } = of;
      return [
        its.map((point) => /** @type {[number, number | null]} */ ([point[0], point[of.column]])),
        due === undefined ? [] : its.map((point) => /** @type {[number, number | null]} */ ([point[0], point[due]])),
        ...[0, 1, 2].map((end) =>
          figure === undefined
            ? []
            : levels.map(
                (one) =>
                  /** @type {[number, number | null | undefined]} */ ([one.atSeconds, one[figure][approach]?.[end]]),
              ),
        ),
      ];
    });
    const times = [...new Set(series.flatMap((one) => one.map(([at]) => at)))].sort((a, b) => a - b);
    const place = new Map(times.map((at, i) => [at, i]));
    const columns = series.map((one) => {
      /** @type {(number | null)[]} */
      const column = new Array(times.length).fill(null);
      for (const [at, value] of one) column[/** @type {number} */ (place.get(at))] = placed(of, value);
      return column;
    });
    return /** @type {uPlot.AlignedData} */ ([times, ...columns]);
  }
  const SERIES_OF_APPROACH = 5;

  /**
   * Marks tell approaches apart where colours do not, so they are the legend's.
   * @param {uPlot} chart
   * @param {Contents} of
   */
  function drawMarks(chart, of) {
    const { ctx } = chart;
    const scale = devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(
      chart.bbox.left - 6 * scale,
      chart.bbox.top - 6 * scale,
      chart.bbox.width + 12 * scale,
      chart.bbox.height + 12 * scale,
    );
    ctx.clip();
    for (const [approach, look] of looks.entries()) {
      for (const point of points[approach] ?? []) {
        const x = chart.valToPos(point[0], "x", true);
        const [value, due] = [placed(of, point[of.column]), of.due && point[of.due]];
        ctx.strokeStyle = themeColour("--ink");
        ctx.lineWidth = scale;
        if (due != null) {
          const y = chart.valToPos(due, "y", true);
          ctx.beginPath();
          ctx.moveTo(x - 7 * scale, y);
          ctx.lineTo(x + 7 * scale, y);
          ctx.stroke();
        }
        if (value === null) continue;
        ctx.save();
        ctx.translate(x, chart.valToPos(value, "y", true));
        ctx.scale(0.7 * scale, (look.isUpsideDown ? -0.7 : 0.7) * scale);
        if (point[5] === 1) {
          ctx.strokeStyle = look.colour;
          ctx.lineWidth = 1.5;
          ctx.stroke(look.mark);
        } else {
          ctx.fillStyle = look.colour;
          ctx.fill(look.mark);
        }
        ctx.restore();
      }
    }
    ctx.restore();
  }

  /**
   * Of a logarithmic axis a line for 1, 2 and 5 of every power of ten.
   * @param {uPlot} _
   * @param {number[]} ticks
   */
  const roundOnes = (_, ticks) => ticks.map((tick) => (/^[125]/.test(tick.toExponential(0)) ? tick : null));

  /** @param {(chart: uPlot, ticks: number[]) => (string | null)[]} values */
  const axis = (values, size = 32, isLog = false) => ({
    stroke: () => themeColour("--quiet"),
    grid: { stroke: () => themeColour("--line"), width: 1, ...(isLog && { filter: roundOnes }) },
    ticks: { stroke: () => themeColour("--line"), width: 1, ...(isLog && { filter: roundOnes }) },
    font: "12px system-ui, sans-serif",
    size,
    values,
  });

  /**
   * @param {HTMLElement} place
   * @param {Contents} of
   */
  function newChart(place, of) {
    const invisible = { show: true, stroke: "transparent", points: { show: false }, paths: () => null };
    const end = { stroke: "transparent", spanGaps: true, points: { show: false } };
    return new uPlot(
      {
        width: Math.max(200, place.clientWidth),
        height: HEIGHT,
        cursor: { show: false },
        legend: { show: false },
        padding: [12, 12, 0, 0],
        scales: { x: { time: false }, y: of.isLog ? { distr: 3 } : { range: (_, __, most) => [0, (most || 1) * 1.1] } },
        axes: [
          axis((_, ticks) => ticks.map(timeText)),
          axis((_, ticks) => ticks.map((tick) => (tick == null ? null : of.text(tick))), 70, of.isLog),
        ],
        series: [
          {},
          ...looks.flatMap((look) => [
            invisible,
            invisible,
            {
              stroke: () => look.colour,
              width: 2,
              spanGaps: true,
              ...(look.isDashed && { dash: [6, 4] }),
              points: { show: true, size: 5, stroke: () => look.colour, fill: () => look.colour },
            },
            end,
            end,
          ]),
        ],
        bands: looks.map(({ colour }, approach) => {
          const first = 1 + approach * SERIES_OF_APPROACH;
          return { series: /** @type {[number, number]} */ ([first + 4, first + 3]), fill: translucent(colour) };
        }),
        hooks: { draw: [(chart) => drawMarks(chart, of)] },
      },
      columnsOf(of),
      place,
    );
  }

  /** @type {Map<string, uPlot>} */
  const charts = new Map();

  /** Nobody sees what a hidden page draws, and it takes time from the machine that is measured. */
  function draw() {
    if (document.hidden || points.every((its) => its.length === 0)) return;
    for (const [id, of] of Object.entries(contents)) {
      const chart = charts.get(id);
      if (chart === undefined) charts.set(id, newChart(/** @type {HTMLElement} */ (document.getElementById(id)), of));
      else chart.setData(columnsOf(of));
    }
  }

  /** Other approaches, colours or widths: everything anew. */
  function drawAnew() {
    for (const chart of charts.values()) chart.destroy();
    charts.clear();
    looks = readLooks();
    draw();
  }

  const theme = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("change", drawAnew);
  addEventListener("resize", drawAnew);
  document.addEventListener("visibilitychange", draw);

  return {
    /**
     * @param {Point[][]} allPoints
     * @param {Levels[]} allLevels
     */
    begin(allPoints, allLevels) {
      points = allPoints;
      levels = allLevels;
      drawAnew();
    },
    /**
     * @param {Point[][]} addedPoints
     * @param {Levels[] | undefined} allLevels Undefined: they are as before.
     */
    add(addedPoints, allLevels) {
      for (const [approach, added] of addedPoints.entries()) points[approach]?.push(...added);
      levels = allLevels ?? levels;
      draw();
    },
    end() {
      theme.removeEventListener("change", drawAnew);
      removeEventListener("resize", drawAnew);
      document.removeEventListener("visibilitychange", draw);
    },
  };
})();
