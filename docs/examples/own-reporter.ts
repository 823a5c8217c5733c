// Writes a file of its own beside the usual reports. The same function takes a result that was read from a file.
import { loadScenario, type ReportRenderer, readResult, renderReports, runBench } from "pushbench";

const markdownTable: ReportRenderer = ({ scenario, rounds }) => {
  const rows = rounds.flatMap(({ number, approaches }) =>
    approaches.map(({ approach, deliveries }) => `| ${number} | ${approach} | ${deliveries.delivered} |`),
  );
  const lines = [`# ${scenario.title}`, "", "| round | approach | delivered |", "|--:|---|--:|", ...rows];
  return [{ file: "delivered.md", text: `${lines.join("\n")}\n` }];
};

const { directory } = await runBench({
  scenario: await loadScenario("payment", { overrides: ["run.rounds=1"] }),
  directory: "reports/payment-by-program",
  reports: [renderReports, markdownTable],
}).outcome;

for (const { text } of markdownTable(await readResult(directory))) console.log(text);
