/** Both our sides answer within milliseconds; this is for those that never do. */
const PATIENCE_MS = 10_000;

/** Whether it came in time. */
export async function withinPatience(promise: Promise<unknown>, patienceMs = PATIENCE_MS): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
