/** The protocol's number stands for the shapes of the calls: whoever changes a shape has to raise the number. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TemplateName } from "../../src/events/templates.js";
import type { PacingName } from "../../src/pacing.js";
import type { ServiceMethods } from "../../src/services/service-entry.js";
import { SERVICE_PROTOCOL } from "../../src/services/service-protocol.js";
import type { TransportName } from "../../src/transports/registry.js";
import type { CallsOf } from "./protocol-calls.js";

/**
 * Names of registries grow without harm: nobody asks an earlier service for a transport, template or pacing that it does not
 * know.
 */
type Leaf<T> =
  Equal<T, TransportName> extends true
    ? "the name of a transport"
    : Equal<T, TemplateName> extends true
      ? "the name of a template"
      : Equal<T, PacingName> extends true
        ? "the name of a pacing"
        : Expanded<T>;

/** A type down to plain values, without the names of its parts, so that a change anywhere below shows. */
type Expanded<T> = unknown extends T
  ? unknown
  : T extends string | number | boolean | null | undefined | ArrayBufferView
    ? T
    : { [Key in keyof T]: Leaf<T[Key]> };

// biome-ignore lint/suspicious/noConfusingVoidType: a method that answers nothing has it as its return type
type ValueOf<T> = [Awaited<T>] extends [void] ? undefined : Leaf<Awaited<T>>;

type Calls<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...params: infer Params) => infer Value
    ? { params: Params extends [] ? undefined : Leaf<Params[0]>; value: ValueOf<Value> }
    : never;
};

/** True only of the same type: an optional or a read-only property is another one. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The compiler says the second where the calls are not those of the number. */
type Verdict =
  Equal<Calls<ServiceMethods>, CallsOf[typeof SERVICE_PROTOCOL]> extends true
    ? "the calls are those of this number"
    : "the calls to services changed: raise SERVICE_PROTOCOL and add their shapes to protocol-calls.ts under the new number";

test("the calls to services are those that are kept under the protocol's number", () => {
  const verdict: Verdict = "the calls are those of this number";
  const now: Calls<ServiceMethods> = {} as CallsOf[typeof SERVICE_PROTOCOL]; // where they differ, the compiler names the property here
  assert.ok(verdict && now);
  assert.equal(SERVICE_PROTOCOL, 2);
});

test("a change of any depth is another type", () => {
  interface Before {
    call(request: { slice: { from: number }; names: string[] }): Promise<{ value: number }>;
  }
  type Differs<After> = Equal<Calls<Before>, Calls<After>> extends true ? false : true;
  const changes: [
    Differs<{ call(request: { slice: { from: number; to?: number }; names: string[] }): Promise<{ value: number }> }>,
    Differs<{ call(request: { slice: { from?: number }; names: string[] }): Promise<{ value: number }> }>,
    Differs<{ call(request: { slice: { from: number }; names: number[] }): Promise<{ value: number }> }>,
    Differs<{ call(request: { slice: { from: number }; names: string[] }): Promise<{ value: number | undefined }> }>,
    Differs<{ call(request: { slice: { from: number }; names: string[] }): Promise<{ value: number }>; other(): void }>,
  ] = [true, true, true, true, true];
  const same: Differs<{ call(all: { names: string[] } & { slice: { from: number } }): { value: number } }> = false;
  assert.ok(changes.every(Boolean) && !same);
});
