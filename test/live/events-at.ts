/** A tab without a browser. */
import assert from "node:assert/strict";

export interface Sent {
  event: string;
  data: unknown;
}

/** The events of a stream, one after the other. */
export async function* eventsAt(url: string): AsyncGenerator<Sent> {
  const { body, status } = await fetch(url);
  assert.equal(status, 200);
  let text = "";
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const messages = `${text}${chunk}`.split("\n\n");
    text = messages.pop()!;
    for (const message of messages) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(message)![1]!;
      yield { event: field("event"), data: JSON.parse(field("data")) };
    }
  }
}
