/** The only place that converts between units. Everything inside the harness is ns, bytes and plain ratios. */
export const NS_PER_US = 1e3;
export const NS_PER_MS = 1e6;
export const NS_PER_SECOND = 1e9;
export const MS_PER_MINUTE = 60e3;

export const secondsToNs = (seconds: number): number => seconds * NS_PER_SECOND;
export const msToNs = (ms: number): number => ms * NS_PER_MS;
export const nsToMs = (ns: number): number => ns / NS_PER_MS;
export const nsToSeconds = (ns: number): number => ns / NS_PER_SECOND;
