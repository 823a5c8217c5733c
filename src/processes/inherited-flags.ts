/** What measured processes inherit from the shell, and what changes their figures by it: it belongs to the machine of a result. */

/** --jitless, --max-semi-space-size or a tracer's --require by NODE_OPTIONS, another allocator, coverage: factors, not percents. */
const COSTLY_VARIABLES = [
  "NODE_OPTIONS",
  "NODE_V8_COVERAGE",
  "NODE_DEBUG",
  "NODE_COMPILE_CACHE",
  "UV_THREADPOOL_SIZE",
  "UV_USE_IO_URING",
  "LD_PRELOAD",
  "MALLOC_ARENA_MAX",
  "GLIBC_TUNABLES",
] as const;

/** Those that are set, in a fixed order. */
export function costlyEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    COSTLY_VARIABLES.flatMap((name) => {
      const value = env[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

/** Of the flags that this process was started with, those that its children get too. */
export const inheritedFlags = (execArgv: readonly string[]): string[] =>
  execArgv.filter((argument) => argument.startsWith("--max-"));
