const CAPITALS = /\b(cpu|rss)\b/g;

/** `service-cpu-per-delivery` as people write it: "service CPU per delivery". */
export const metricWords = (metric: string): string =>
  metric.replaceAll("-", " ").replace(CAPITALS, (word) => word.toUpperCase());
