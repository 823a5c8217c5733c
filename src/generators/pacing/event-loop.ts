/** What pacers wait with. Tests replace it, so that they control the time. */
export interface EventLoop {
  /** Returns a function that cancels the call. */
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
