/** What measured processes inherit from the shell and what changes their figures. It belongs to the machine of a result. */

/**
 * Variables that change figures by factors, not by percents: --jitless or a tracer's --require in NODE_OPTIONS, another
 * allocator, coverage.
 */
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

/** The variables that are set, in a fixed order. */
export function costlyEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    COSTLY_VARIABLES.flatMap((name) => {
      const value = env[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

/** The flags of this process that its children get as well. */
export const inheritedFlags = (execArgv: readonly string[]): string[] =>
  execArgv.filter((argument) => argument.startsWith("--max-"));
