import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../../src/errors.js";
import {
  MOST_PREFIX_CHARACTERS,
  natsPlace,
  peerOf,
  requireHost,
  requireImage,
  requireMemory,
  requireName,
} from "../../../src/fleet/kubernetes/plan.js";

const refused = (call: () => unknown, what: string): void =>
  assert.throws(
    call,
    (error) => error instanceof PushbenchError && error.code === "usage" && error.hint !== undefined,
    what,
  );

test("what may be reached: pods by a label, addresses and networks, with a port or without", () => {
  for (const [text, peer] of [
    ["app=shop", { label: ["app", "shop"] }],
    ["app=shop:8080", { label: ["app", "shop"], port: 8080 }],
    ["app.kubernetes.io/name=cart-2", { label: ["app.kubernetes.io/name", "cart-2"] }],
    ["10.20.0.5", { cidr: "10.20.0.5/32" }],
    ["10.20.0.5:443", { cidr: "10.20.0.5/32", port: 443 }],
    ["10.20.0.0/16", { cidr: "10.20.0.0/16" }],
    ["10.20.0.0/16:443", { cidr: "10.20.0.0/16", port: 443 }],
    ["fd00::7", { cidr: "fd00::7/128" }],
    ["fd00::/8", { cidr: "fd00::/8" }],
  ] as const)
    assert.deepEqual(peerOf(text), peer, text);
  for (const text of [
    "shop",
    "http://shop",
    "=shop",
    "app=",
    "10.20.0",
    "10.20.0.0/33",
    "10.20.0.5:0",
    "1.2.3.4:70000",
    "::g",
  ])
    refused(() => peerOf(text), text);
});

test("a NATS server has an address without secrets", () => {
  assert.deepEqual(natsPlace("nats://nats.load:4333"), { url: "nats://nats.load:4333", host: "nats.load", port: 4333 });
  assert.deepEqual(natsPlace("tls://nats"), { url: "tls://nats:4222", host: "nats", port: 4222 });
  assert.deepEqual(natsPlace("nats://[fd00::7]"), { url: "nats://[fd00::7]:4222", host: "fd00::7", port: 4222 });
  for (const url of ["nats", "http://nats:4222", "nats://", "nats://secret@nats", "nats://me:secret@nats"])
    refused(() => natsPlace(url), url);
});

test("names, images, hosts and amounts that Kubernetes would refuse are refused before", () => {
  for (const name of ["pushbench", "a", "a-1"]) requireName(name, "name");
  for (const name of ["", "Push", "1a", "a-", "a_b", "a b", "a".repeat(64)])
    refused(() => requireName(name, "name"), name);
  refused(() => requireName("a".repeat(MOST_PREFIX_CHARACTERS + 1), "name", MOST_PREFIX_CHARACTERS), "a long one");
  for (const image of ["pushbench:0.1.0", "r.example.com:5000/team/pushbench@sha256:ab"]) requireImage(image, "image");
  for (const image of ["", "-x", "a b", "$(x)"]) refused(() => requireImage(image, "image"), image);
  for (const memory of ["512Mi", "2Gi"]) requireMemory(memory);
  for (const memory of ["2", "2G", "0Gi", "1.5Gi", "2gi"]) refused(() => requireMemory(memory), memory);
  for (const host of ["shop", "shop.load.svc", "10.20.0.5", "::1"]) requireHost(host);
  for (const host of ["--nats", "http://shop", "$(TOKEN)", "a b"]) refused(() => requireHost(host), host);
});
