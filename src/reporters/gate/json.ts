import type { GateReport } from "../../gate/gate-report.js";

/** gate.json: the report itself, which all other formats are rendered from. */
export const json = (report: GateReport): string => `${JSON.stringify(report, null, 2)}\n`;
