/** When a peer that has no time now asks to be asked again. Pure. */

/** The three forms of RFC 9110 section 5.6.7 begin with a day; without this, Date.parse finds dates in all sorts of words. */
const DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)/i;

/** A number of seconds or a date (RFC 9110 section 10.2.3); 0 for what is neither. */
export function retryAfterSeconds(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  if (/^\d+$/.test(value)) return Number(value);
  if (!DATE.test(value)) return 0;
  const dateMs = Date.parse(/gmt$/i.test(value) ? value : `${value} GMT`); // the form of asctime names no zone
  return Number.isNaN(dateMs) ? 0 : Math.max(0, (dateMs - nowMs) / 1000);
}
