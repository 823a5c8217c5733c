/** Whether an approach keeps to an objective, from the best to the worst. */
export const meetings = ["meets", "cannot tell", "misses"] as const;
export type Meeting = (typeof meetings)[number];
