/** In what a crossover is paid. */
export const currencyNames = ["cpu", "wire", "memory", "latencyP50", "latencyP99", "money"] as const;
export type CurrencyName = (typeof currencyNames)[number];

/** Of clients that have nothing to do. Nobody chooses an approach by them alone, so they only have lines. */
export const lineOnlyNames = ["idleCpu", "idleMemory"] as const;
export type LineName = (typeof lineOnlyNames)[number] | CurrencyName;

/** Units of what a line runs along. */
export type Along = "deliveriesPerSecond" | "clients";
