/** A process that takes all the CPU it can get, until the one that started it is gone. */
const TURN_MS = 50;

process.on("disconnect", () => process.exit(0));

function hog(): void {
  const end = performance.now() + TURN_MS;
  while (performance.now() < end);
  setImmediate(hog);
}

hog();
