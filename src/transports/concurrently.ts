/** Runs `task` on every item, at most `limit` at a time. Rejects with the first error and begins no more after it. */
export async function concurrently<Item>(
  limit: number,
  items: Iterable<Item>,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const remaining = eachOf(items);
  const worker = async () => {
    // A throw in here closes the generator, and with it the other workers' loops.
    for (const item of remaining) await task(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

function* eachOf<Item>(items: Iterable<Item>): Generator<Item> {
  yield* items;
}
