/** Headers that a request must have exactly once where two would mean two things to two readers. */

/** A name or address of RFC 3986 and a port. */
const HOST = /^[A-Za-z0-9\-._~%!$&'()*+,;=:[\]]*$/;

/** How often a header of that name, in lower case, stands in node:http's list of names and values. */
export function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const one = rawHeaders[i]!;
    if (one.length === name.length && one.toLowerCase() === name) count++;
  }
  return count;
}

/** RFC 9112 section 3.2: not several, and none that names no host. `atLeast`: 1 where Node does not see to it that there is one. */
export function hasGoodHost(rawHeaders: readonly string[], atLeast: 0 | 1): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length !== 4 || rawHeaders[i]!.toLowerCase() !== "host") continue;
    if (++hosts > 1 || !HOST.test(rawHeaders[i + 1]!)) return false;
  }
  return hosts >= atLeast;
}
