/** What a page server may answer, and the headers that every answer has. */

export interface Answer {
  /** 200 where it is left out. */
  status?: number;
  /** The media type. */
  type: string;
  body: string | Uint8Array;
  /** In small letters. They win over those that every answer has: a page with a script brings its own policy. */
  headers?: Readonly<Record<string, string>>;
}

/** An answer that goes on for as long as somebody reads it, such as `text/event-stream`. */
export interface Stream {
  type: string;
  headers?: Readonly<Record<string, string>>;
  /** Is called once, when the head has been written. After HEAD it is not called. */
  start(outlet: Outlet): void;
}

export interface Outlet {
  /** False when nobody reads any more, and when the reader takes so little that the server has cut it off. */
  write(text: string): boolean;
  /** What the reader has not taken so far, and the system does not keep for it either. */
  readonly unreadBytes: number;
  /** `last` may be as long as it likes. */
  end(last?: string): void;
  /** The listener is called once, whichever side ended it. */
  onEnd(listener: () => void): void;
}

export type Reply = Answer | Stream;

export const isStream = (reply: Reply): reply is Stream => "start" in reply;

export const HTML = "text/html; charset=utf-8";
export const PLAIN = "text/plain; charset=utf-8";
export const EVENT_STREAM = "text/event-stream";

/** No script, nothing from elsewhere, and no other page may embed it or read it. */
export const GUARDING_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** Plain text is no markup, whatever of the request it repeats. */
export const plain = (status: number, text: string): Answer => ({ status, type: PLAIN, body: `${text}\n` });

export const redirect = (location: string): Answer => ({
  ...plain(302, `See ${location}`),
  headers: { location },
});

/** A file to be saved. `name` is one of pushbench's own, without quotation marks. */
export const download = (name: string, type: string, body: Answer["body"]): Answer => ({
  type,
  body,
  headers: { "content-disposition": `attachment; filename="${name}"` },
});
