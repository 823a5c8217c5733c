/**
 * Whether a receiver does what receivers are for: it takes a good event, refuses what is forged, stale or too long, and knows an event
 * that it has taken. What it *does* with an event nobody sees from outside; so a receiver shows that it knows one by another answer
 * than the first, such as 200 in place of 202.
 */
import { createHmac, randomBytes } from "node:crypto";
import { signingKey } from "../events/secret.js";
import { patternOf } from "../transports/adapting/pattern.js";
import { Template } from "../transports/adapting/template.js";
import { ANSWER_SECONDS, type Check, type CheckTarget, type Finding } from "./check.js";
import { finding } from "./finding.js";
import { type OwnEvent, ownEvent, ownEventOf } from "./own-event.js";
import { type Answer, post, shownAnswer } from "./post.js";

/** What a receiver may promise beyond taking good events. */
export const webhookPromises = ["signature", "once", "limit"] as const;

/** The settings that a check needs. */
interface Settings {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  signature?: string;
  secret?: string;
  body?: string;
  taken?: { status?: number[]; pattern?: string };
  toleranceSeconds?: number;
  maxBodyBytes?: number;
}

/** What of a request is not as it should be. */
interface Flaw {
  key?: Buffer;
  signedSeconds?: number;
  isUnsigned?: boolean;
  /** Sent in place of the body that was signed. */
  changed?: OwnEvent;
  chunked?: boolean;
}

const SIGNATURES = ["standard-webhooks", "none"];
const COPIES_AT_ONCE = 8;
const UNAUTHORIZED = [401];
const STALE = [400, 401];
const TOO_LARGE = [413];

export const checkWebhook: Check = async (target) => {
  const receiver = new Receiver(target);
  const { signature = SIGNATURES[0]! } = receiver.settings;
  if (!SIGNATURES.includes(signature)) {
    return [finding(`the check can sign events (${SIGNATURES.join(", ")})`, false, `signature: ${signature}`)];
  }
  const first = await receiver.send(ownEvent());
  const findings = [receiver.takes("a good event is taken", first)];
  const promises: readonly string[] = target.promises ?? webhookPromises;
  if (promises.includes("signature")) findings.push(...(await signatures(receiver, first)));
  if (promises.includes("once")) findings.push(...(await once(receiver, first)));
  if (promises.includes("limit")) findings.push(...(await limit(receiver)));
  findings.push(receiver.takes("a good event is taken behind all others", await receiver.send(ownEvent())));
  return findings;
};

async function signatures(receiver: Receiver, first: Answer): Promise<Finding[]> {
  const nowSeconds = Math.floor(Date.now() / 1e3);
  const farSeconds = 2 * (receiver.settings.toleranceSeconds ?? 300);
  const forged = ownEvent();
  const answer = async (flaw: Flaw) => receiver.send(ownEvent(), flaw);
  return [
    refuses("an event signed with another key", UNAUTHORIZED, await receiver.send(forged, { key: randomBytes(32) })),
    sameAs("an event is new when only a forged one had its id before", first, await receiver.send(forged)),
    refuses("an event that was changed after it was signed", UNAUTHORIZED, await answer({ changed: ownEvent() })),
    refuses("an event without a signature", UNAUTHORIZED, await answer({ isUnsigned: true })),
    refuses("a stale event", STALE, await answer({ signedSeconds: nowSeconds - farSeconds })),
    refuses("an event that was signed in the future", STALE, await answer({ signedSeconds: nowSeconds + farSeconds })),
  ];
}

async function once(receiver: Receiver, first: Answer): Promise<Finding[]> {
  const doubled = ownEvent();
  const [one, other] = [await receiver.send(doubled), await receiver.send(doubled)];
  const copied = ownEvent();
  const copies = await Promise.all(Array.from({ length: COPIES_AT_ONCE }, () => receiver.send(copied)));
  const news = copies.filter((copy) => isSame(copy, first)).length;
  const isKnown = receiver.isTaken(other) && !isSame(one, other);
  const areTaken = copies.every((copy) => receiver.isTaken(copy));
  return [
    finding(
      "an event that comes again is answered 2xx, and otherwise than the first time",
      receiver.isTaken(one) && isKnown,
      `${shownAnswer(one)}, then ${shownAnswer(other)}`,
    ),
    finding(
      `of ${COPIES_AT_ONCE} copies at the same moment exactly one is new`,
      areTaken && news === 1,
      copies.map(shownAnswer).join(", "),
    ),
  ];
}

async function limit(receiver: Receiver): Promise<Finding[]> {
  const bytes = receiver.settings.maxBodyBytes ?? 1024 * 1024;
  const longest = ownEventOf(bytes, receiver.body);
  const tooLong = ownEventOf(bytes + 1, receiver.body);
  if (longest === undefined || tooLong === undefined) return []; // the same few words, however long the event
  return [
    receiver.takes(`an event of ${bytes} bytes is taken`, await receiver.send(longest)),
    refuses(`an event of ${bytes + 1} bytes`, TOO_LARGE, await receiver.send(tooLong)),
    refuses("the same in chunks", TOO_LARGE, await receiver.send(tooLong, { chunked: true })),
  ];
}

class Receiver {
  readonly settings: Settings;
  readonly body: Template;
  readonly #target: CheckTarget;
  readonly #path: Template;

  constructor(target: CheckTarget) {
    this.#target = target;
    this.settings = target.config as Settings;
    this.#path = new Template(this.settings.path ?? "/clients/{{client}}/events");
    this.body = new Template(this.settings.body ?? "{{event}}");
  }

  async send(event: OwnEvent, flaw: Flaw = {}): Promise<Answer> {
    const { method = "POST", headers = {} } = this.settings;
    const signed = this.body.bytes(event);
    const templates = Object.entries(headers).map(([name, value]) => [name, new Template(value).render(event)]);
    return post(
      {
        url: new URL(this.#path.render(event), this.#target.origin),
        method,
        headers: {
          "content-type": "application/json",
          ...(!flaw.isUnsigned && this.#signature(event.id, signed, flaw)),
          ...Object.fromEntries(templates),
        },
        body: flaw.changed === undefined ? signed : this.body.bytes(flaw.changed),
        seconds: this.#target.answerSeconds ?? ANSWER_SECONDS,
        ...(flaw.chunked && { chunked: true }),
      },
      this.#target.signal,
    );
  }

  /** Standard Webhooks, as its specification has it. */
  #signature(id: string, body: Buffer, { key = this.#key(), signedSeconds = Math.floor(Date.now() / 1e3) }: Flaw) {
    if (this.settings.signature === "none") return { "webhook-id": id };
    const mac = createHmac("sha256", key).update(`${id}.${signedSeconds}.`).update(body).digest("base64");
    return { "webhook-id": id, "webhook-timestamp": String(signedSeconds), "webhook-signature": `v1,${mac}` };
  }

  #key(): Buffer {
    const { secret } = this.settings;
    if (secret === undefined) return signingKey(this.#target.secret, 0);
    return secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
  }

  isTaken({ status, text }: Answer): boolean {
    const { taken } = this.settings;
    if (status === undefined) return false;
    const isStatus = taken?.status === undefined ? status >= 200 && status < 300 : taken.status.includes(status);
    return isStatus && (taken?.pattern === undefined || patternOf(taken.pattern).test(text));
  }

  takes(what: string, answer: Answer): Finding {
    return finding(what, this.isTaken(answer), shownAnswer(answer));
  }
}

function refuses(what: string, statuses: readonly number[], answer: Answer): Finding {
  const met = answer.status !== undefined && statuses.includes(answer.status);
  return finding(`${what} is refused with ${statuses.join(" or ")}`, met, shownAnswer(answer));
}

const sameAs = (what: string, expected: Answer, answer: Answer): Finding =>
  finding(what, isSame(expected, answer), shownAnswer(answer));

const ANY_ID = /evt_\d{10}/g;

/** Bodies may name the event. */
const isSame = (one: Answer, other: Answer): boolean =>
  one.status === other.status && one.text.replace(ANY_ID, "") === other.text.replace(ANY_ID, "");
