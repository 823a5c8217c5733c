/** What a scenario may say about its gate: which metrics fail it, and by how much each may move. */
import { z } from "../schema.js";
import { gateMetricNames, policyOf } from "./metrics.js";

const roles = ["gate", "advisory"] as const;
const share = (description: string) => z.number().min(0).max(10).optional().describe(description);

const policy = z.strictObject({
  role: z
    .enum(roles)
    .optional()
    .describe("gate: a regression of this metric fails the gate. advisory: it is shown and fails nothing."),
  tolerance: share("The share by which the metric may be worse without being a regression; 0.02 is 2 %."),
  smallestEffect: share("The smallest share that matters. A metric that may be worse by as much does not pass."),
});

const metrics = z.partialRecord(z.enum(gateMetricNames), policy).superRefine((wanted, context) => {
  for (const metric of gateMetricNames) {
    const { tolerance, smallestEffect } = policyOf(metric, "open", wanted[metric]);
    if (smallestEffect > tolerance) continue;
    context.addIssue({
      code: "custom",
      path: [metric, wanted[metric]?.smallestEffect === undefined ? "tolerance" : "smallestEffect"],
      message: `the smallest effect (${smallestEffect}) must lie above the tolerance (${tolerance})`,
    });
  }
});

export const gateSettingsSchema = z.strictObject({
  metrics: metrics.default({}).describe("What differs from the defaults, for each metric."),
  ratios: z
    .enum(roles)
    .default("advisory")
    .describe(
      "Whether ratios can fail the gate. A ratio divides the figure of an approach by that of the reference, which has another transport, and is compared between base and head.",
    ),
});

export type GateSettings = z.output<typeof gateSettingsSchema>;
