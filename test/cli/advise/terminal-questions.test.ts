import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { questionsOn } from "../../../src/cli/advise/terminal-questions.js";
import { PushbenchError } from "../../../src/errors.js";

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return { input, output, questions: questionsOn(input, output) };
}

const isInterrupted = (error: unknown): boolean => error instanceof PushbenchError && error.code === "interrupted";

test("a question is shown and its line is the answer", async () => {
  const { input, output, questions } = terminal();
  const answer = questions.ask("Above it\nHow many? ");
  input.write("20\n");
  assert.equal(await answer, "20");
  questions.close();
  assert.match(String(output.read()), /^Above it\n[\s\S]*How many\? /);
});

test("answers that were pasted all at once answer one question each", async () => {
  const { input, questions } = terminal();
  const first = questions.ask("first? ");
  input.write("ingest\n20\n\n");
  assert.equal(await first, "ingest");
  assert.equal(await questions.ask("second? "), "20");
  assert.equal(await questions.ask("third? "), "");
  questions.close();
});

test("Ctrl-C and the end of the input break the questions off, also between two of them", async () => {
  const pressed = terminal();
  const asked = pressed.questions.ask("first? ");
  pressed.input.write("\u0003");
  await assert.rejects(asked, isInterrupted);
  const ended = terminal();
  const last = ended.questions.ask("first? ");
  ended.input.end();
  await assert.rejects(last, isInterrupted);
  await assert.rejects(ended.questions.ask("second? "), isInterrupted);
});
