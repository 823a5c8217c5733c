import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf } from "../../src/bench/failure.js";
import { PushbenchError } from "../../src/errors.js";
import { defectText } from "../../src/last-resort.js";

const systemError = (code: string, message: string): Error => Object.assign(new Error(message), { code });

test("what the system refuses is told with its own word and what it means; the rest is a defect", () => {
  const full = failureOf(systemError("ENOSPC", "ENOSPC: no space left on device, write"));
  assert.equal(full?.code, "system-refused");
  assert.equal(full?.message, "The system refused: the disk is full. ENOSPC: no space left on device, write");
  const known = new PushbenchError("port-taken", "taken");
  assert.equal(failureOf(known), known);
  for (const defect of [new TypeError("x is not a function"), systemError("ENOENT", "ENOENT: /etc/x"), "text", null])
    assert.equal(failureOf(defect), undefined, String(defect));
});

test("a temporary folder that is removed under way is told, from whichever process", () => {
  const lost = failureOf(
    systemError("ENOENT", "ENOENT: no such file or directory, open '/t/pushbench-journals-12-aB3dE6/webhook.journal'"),
  );
  assert.equal(lost?.code, "no-temporary-folder");
});

test("only a defect shows a stack", () => {
  assert.match(
    defectText(systemError("ERR_MODULE_NOT_FOUND", "Cannot find module 'ws'")),
    /^error: The system refused: .*open files.*\n$/,
  );
  assert.equal(
    defectText(systemError("EMFILE", "EMFILE: too many open files, open 'x'")),
    "error: The system refused: this process may have no more open files (ulimit -n). EMFILE: too many open files, open 'x'\n",
  );
  assert.match(defectText(new Error("oops")), /^Error: oops\n {4}at .*\nerror: this is a defect/s);
});
