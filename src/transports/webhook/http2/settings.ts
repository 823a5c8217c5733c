/** The settings of HTTP/2 as the parts of a transport are told them; what a scenario may write is checked by schema.ts. */

/** RFC 9113 recommends no fewer. */
export const USUAL_MAX_STREAMS = 100;

export interface Http2Settings {
  /** How many requests may be under way on a connection at the same time. */
  maxStreams: number;
}

/** Undefined: HTTP/1.1 is spoken. */
export function http2Settings(setting: boolean | Http2Settings | undefined): Http2Settings | undefined {
  if (setting === undefined || setting === false) return undefined;
  return setting === true ? { maxStreams: USUAL_MAX_STREAMS } : setting;
}
