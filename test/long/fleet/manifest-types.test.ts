/**
 * The published schemas let unknown fields pass, and a cluster would drop a misspelt one with a warning at most. So manifests are also compiled,
 * as literals, against the types that kubernetes-models makes of the same schemas: TypeScript refuses what a type does not have.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { manifestObjects, only, plain, plans, type ReadObject } from "../../fleet/kubernetes/plans.js";

const types: Record<string, string> = {
  Deployment: "kubernetes-models/apps/v1/Deployment",
  Job: "kubernetes-models/batch/v1/Job",
  NetworkPolicy: "kubernetes-models/networking.k8s.io/v1/NetworkPolicy",
  Pod: "kubernetes-models/v1/Pod",
  Secret: "kubernetes-models/v1/Secret",
  Service: "kubernetes-models/v1/Service",
};

/** What the compiler says. The folder lies in the project, so that it finds the package. */
function compiled(context: TestContext, objects: readonly ReadObject[]): string {
  const folder = mkdtempSync(path.join("dist", "manifest-types-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const imports = Object.entries(types).map(([kind, from]) => `import type { I${kind} } from "${from}";`);
  const values = objects.map((one, i) => `export const value${i}: I${one.kind} = ${JSON.stringify(one, null, 1)};`);
  writeFileSync(path.join(folder, "manifest.ts"), [...imports, ...values].join("\n"));
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  const options = [
    "--ignoreConfig",
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--types",
    "",
    "--target",
    "es2023",
  ];
  const file = path.join(folder, "manifest.ts");
  const { stdout, stderr } = spawnSync("node_modules/.bin/tsc", [...options, file], { encoding: "utf8" });
  return stdout + stderr;
}

test("no object has a field that its type does not have", (t) => {
  assert.equal(compiled(t, Object.values(plans).flatMap(manifestObjects)), "");
});

test("a misspelt field is found at any depth", (t) => {
  for (const [field, misspell] of Object.entries<(objects: ReadObject[]) => void>({
    backofLimit: (all) => {
      only(all, "Job").spec.backofLimit = 0;
    },
    readOnlyRootFileSystem: (all) => {
      only(all, "Job").spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem = true;
    },
    podSelectors: (all) => {
      only(all, "NetworkPolicy", "pushbench-hosts").spec.egress[0].to[0].podSelectors = {};
    },
  })) {
    const objects = manifestObjects(plain);
    misspell(objects);
    assert.match(compiled(t, objects), new RegExp(`'"?${field}"?' does not exist in type`), field);
  }
});
