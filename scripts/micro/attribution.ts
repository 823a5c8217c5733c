/** Where a process's CPU went, by V8's sampling profile: the time of each sample goes to what the code belongs to. */

/** As V8's inspector gives it (Profiler.stop), as far as it is used. Times in µs. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] | undefined }[];
  samples?: number[] | undefined;
  timeDeltas?: number[] | undefined;
  /** On the host's monotonic clock, as the samples are. */
  startTime: number;
}

export const categories = {
  "socket writes":
    "write and writev on sockets: the kernel sends and, on loopback, receives; over TLS they encrypt first",
  "native code":
    "libuv and the kernel below it: reads, waking up; node:http's parser, what TLS decrypts, and other C++ outside JavaScript",
  "node:http": "Node's HTTP server",
  "node:http2": "Node's HTTP/2, on either side",
  undici: "the dispatcher's HTTP client, its WebAssembly parser included",
  ws: "the WebSocket server",
  "streams and sockets": "Node's streams and node:net, in JavaScript",
  TLS: "node:tls, its native part included: handshakes",
  crypto: "node:crypto, its native part included",
  JSON: "parsing events",
  compression: "node:zlib, as far as it is on the main thread",
  "Node's internals": "events, timers, buffers, promises, async hooks",
  "service code": "the reference service's own code",
  measuring: "the harness in the service: clock, observations, control channel",
  "garbage collection": "on the main thread",
  "other threads": "zlib, garbage collection and compilation off the main thread",
} as const;
export type Category = keyof typeof categories;

/** By the file that a function is from; the first that matches. */
const byUrl: [RegExp, Category][] = [
  [/\/node_modules\/undici\/|^wasm:/, "undici"],
  [/\/node_modules\/ws\//, "ws"],
  [/\/src\/events\/envelope\.js$/, "JSON"],
  [/\/src\/(collectors|generators|bench)\/|\/src\/clock\.js$|\/scripts\//, "measuring"],
  [/\/src\//, "service code"],
  [/^node:(internal\/)?(_?http|_http_)/, "node:http"],
  [
    /^node:internal\/(child_process|process\/(?!task_queues)|perf|inspector|v8)|^node:(inspector|perf_hooks)/,
    "measuring",
  ],
  [/^node:internal\/http2/, "node:http2"],
  [/^node:_?tls/, "TLS"],
  [/^node:(internal\/)?crypto/, "crypto"],
  [/^node:(internal\/)?zlib/, "compression"],
  [/^node:(internal\/)?(streams?|_stream|net|js_stream|stream_base)/, "streams and sockets"],
  [/^node:/, "Node's internals"],
];

/** Functions of V8's and Node's C++ have no file. Those that write do the system call before they return. */
const WRITES = /^(write(Latin1String|Utf8String|AsciiString|UcsString|Buffer|v)|shutdown)$/;

const special: Record<string, Category> = {
  "(program)": "native code",
  "(garbage collector)": "garbage collection",
};

/** Category of a node; undefined when it says nothing itself, so that its caller decides. */
function categoryOf({ functionName, url }: { functionName: string; url: string }): Category | undefined {
  if (url !== "") return byUrl.find(([pattern]) => pattern.test(url))?.[1];
  return special[functionName] ?? (WRITES.test(functionName) ? "socket writes" : undefined);
}

/** µs per category since `fromUs`, without the time in which the process waited. */
export function attribute(
  { nodes, samples = [], timeDeltas = [], startTime }: CpuProfile,
  fromUs = 0,
): Map<Category, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const categoryOfNode = new Map<number, Category | "idle">();
  const visit = (id: number, callers: Category): void => {
    const { callFrame, children = [] } = byId.get(id)!;
    const own = categoryOf(callFrame) ?? callers;
    categoryOfNode.set(id, callFrame.functionName === "(idle)" ? "idle" : own);
    for (const child of children) visit(child, own);
  };
  if (nodes[0]) visit(nodes[0].id, "native code");

  const spentUs = new Map<Category, number>();
  let timeUs = startTime;
  for (const [i, id] of samples.entries()) {
    timeUs += timeDeltas[i]!;
    const category = categoryOfNode.get(id) ?? "native code";
    // A delta is the time since the sample before: a sample stands for what comes until the next.
    if (category !== "idle" && timeUs >= fromUs)
      spentUs.set(category, (spentUs.get(category) ?? 0) + Math.max(0, timeDeltas[i + 1] ?? 0));
  }
  return spentUs;
}
