/**
 * Calls between the bench and its processes: `{ id, method, params }` one way, `{ id, value }` or `{ id, error }` the other. A child
 * gets them over Node's IPC channel, which must be opened with "advanced" serialisation, so that typed arrays travel as
 * bytes.
 */
// biome-ignore lint/suspicious/noExplicitAny: a table of methods with parameters of their own
export type Methods = Record<string, (params: any) => unknown>;

export interface Call {
  id: number;
  method: string;
  params: unknown;
}

export interface Answer {
  id: number;
  value?: unknown;
  /** `code` is the code of the system (EADDRINUSE) or of a PushbenchError where there is one; `hint` is that of the latter. */
  error?: {
    message: string;
    code?: string | undefined;
    stack?: string | undefined;
    hint?: string | undefined;
  };
}

export type ParamsOf<M extends Methods, K extends keyof M> = Parameters<M[K]>[0];
export type ValueOf<M extends Methods, K extends keyof M> = Awaited<ReturnType<M[K]>>;

/**
 * Answers calls in this process until the parent goes. A process whose parent is gone calls `abandoned` and ends at once, so
 * that no process stays behind, however a run is killed.
 */
export function serve(methods: Methods, abandoned: () => void = () => {}): void {
  process.on("message", async (call: Call) => reply(await answerTo(methods, call)));
  process.on("disconnect", () => {
    abandoned();
    process.exit(0);
  });
  if (!process.connected) process.exit(0); // the parent went before this process had started
}

/** What one of these methods says to a call. Never rejects. */
export async function answerTo(methods: Methods, { id, method, params }: Call): Promise<Answer> {
  try {
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!handler) throw new Error(`there is no method "${method}"`);
    return { id, value: await handler(params) };
  } catch (error) {
    const { message, stack, hint } = error as Error & { hint?: string };
    return { id, error: { message, code: codeOf(error), stack, hint } };
  }
}

/** The system's code, also of an error that wraps the system's error. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as NodeJS.ErrnoException).code ?? codeOf(error.cause);
}

function reply(answer: Answer): void {
  if (process.connected) process.send?.(answer, undefined, undefined, () => {});
}
