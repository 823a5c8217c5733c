/** Counts in sentences. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 round", "3,000 rounds". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** "3 of 1,000 deliveries": what is counted is the whole. */
export const partOf = (part: number, whole: number, one: string, many = `${one}s`): string =>
  `${grouped(part)} of ${counted(whole, one, many)}`;
