/** What people use webhooks and WebSockets for. A scenario names one of these, and lists of scenarios are grouped by them, in this order. */
export const uses = {
  payments: "A payment provider tells a shop what happened to a payment.",
  "code-and-builds": "A code host tells others of pushes, pull requests and builds.",
  "data-sync": "A platform keeps copies of its data in other systems up to date.",
  notifications: "A service tells one recipient that something concerns them.",
  messaging: "People and apps write to each other in channels.",
  collaboration: "Several people work on the same board or document.",
  "live-data": "One source keeps many viewers up to date.",
  games: "Players share a world that changes many times a second.",
  telemetry: "Many clients report what they see, and nobody waits for an answer.",
  connections: "What connections cost by themselves: when they are idle, and when they close.",
  failures: "Something breaks, and what matters is what is lost and how soon all is well again.",
} as const;

export type Use = keyof typeof uses;
export const useNames = Object.keys(uses) as Use[];
