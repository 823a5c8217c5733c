/** What pacers wait with, so that tests can own the time. */
export interface EventLoop {
  /** Returns what calls it off. */
  afterMs(ms: number, callback: () => void): () => void;
  nextTurn(callback: () => void): void;
}

export const nodeEventLoop: EventLoop = {
  afterMs(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  nextTurn: setImmediate,
};
