/** Events in the shape in which well-known providers send them. The names in them are made up; the members and their order are not. */
import { text } from "./filler.js";
import {
  digits,
  filled,
  filledWithRecords,
  hex,
  PEOPLE,
  pick,
  prepareRecords,
  type Template,
  template,
} from "./template.js";

const money = (amount: string): object => ({
  shop_money: { amount, currency_code: "EUR" },
  presentment_money: { amount, currency_code: "EUR" },
});

const shopLines = prepareRecords("shop lines", (below) => {
  const price = `${1 + below(200)}.00`;
  return {
    id: 866_550_311_766_000 + below(1_000_000),
    variant_id: 808_950_000 + below(1000),
    title: text(below(65_536), 20).trim(),
    quantity: 1 + below(3),
    sku: `SKU-${10_000 + below(90_000)}`,
    vendor: null,
    fulfillment_service: "manual",
    requires_shipping: true,
    taxable: true,
    grams: below(2000),
    price,
    total_discount: "0.00",
    price_set: money(price),
    total_discount_set: money("0.00"),
    tax_lines: [],
  };
});

const steps = prepareRecords("build steps", (below) => ({
  name: text(below(65_536), 18).trim(),
  status: "completed",
  conclusion: "success",
  number: 1 + below(20),
  started_at: new Date(Date.UTC(2026, 0, 1) + below(86_400) * 1000).toISOString(),
  completed_at: new Date(Date.UTC(2026, 0, 2) + below(86_400) * 1000).toISOString(),
}));

/** A number in the alphabet of the ids that providers make. */
const idOf = (dice: number): string => dice.toString(36).toUpperCase().padStart(7, "0");

export const providerTemplates = {
  "stripe-event": template(
    {
      type: "payment_intent.succeeded",
      description:
        "A payment intent as Stripe sends it: mostly nulls, with metadata as large as the size has room for.",
      minBytes: 1100,
    },
    (bytes, index, dice) => {
      const amount = 100 + (dice % 99_900);
      const id = `pi_3N${idOf(dice)}${digits(index)}`;
      const head =
        `{"object":{"id":"${id}","object":"payment_intent","amount":${amount},"amount_capturable":0,` +
        `"amount_details":{"tip":{}},"amount_received":${amount},"application":null,"application_fee_amount":null,` +
        `"automatic_payment_methods":null,"canceled_at":null,"cancellation_reason":null,"capture_method":"automatic",` +
        `"client_secret":"${id}_secret_${idOf(dice ^ index)}","confirmation_method":"automatic","created":1767225600,` +
        `"currency":"eur","customer":"cus_N${idOf(dice >>> 3)}","invoice":null,"last_payment_error":null,` +
        `"latest_charge":"ch_3N${idOf(dice)}","livemode":true,"next_action":null,"on_behalf_of":null,` +
        `"payment_method":"pm_1N${idOf(dice >>> 5)}","payment_method_options":{"card":{"installments":null,` +
        `"mandate_options":null,"network":null,"request_three_d_secure":"automatic"}},"payment_method_types":["card"],` +
        `"processing":null,"receipt_email":null,"review":null,"setup_future_usage":null,"shipping":null,"source":null,` +
        `"statement_descriptor":null,"status":"succeeded","transfer_data":null,"metadata":{"order":"${index}","note":"`;
      return filled(bytes, head, `"}}}`, text, dice);
    },
  ),
  "shop-order": template(
    {
      type: "orders/create",
      description: "An order as Shopify sends it: addresses, and line items with every price in two currencies.",
      minBytes: 700,
    },
    (bytes, index, dice) => {
      const person = pick(PEOPLE, dice);
      const address =
        `{"first_name":"${person}","address1":"${dice % 200} Main Street","city":"Springfield","zip":"${10_000 + (dice % 90_000)}",` +
        `"country":"Germany","name":"${person}","country_code":"DE"}`;
      const head =
        `{"id":${820_982_911_946_000_000n + BigInt(index)},"email":"${person}@shop.example","number":${index},"test":false,` +
        `"currency":"EUR","financial_status":"paid","confirmed":true,"name":"#${1000 + index}","order_number":${1000 + index},` +
        `"total_price":"${(dice % 50_000) / 100}","customer_locale":"de","billing_address":${address},` +
        `"shipping_address":${address},"fulfillments":[],"refunds":[],"line_items":[`;
      return filledWithRecords(bytes, [head, `],"note":"`, `"}`], shopLines, dice);
    },
  ),
  "board-action": template(
    {
      type: "board.updateCard",
      description:
        "A card that was moved on a board, as Trello sends it: the action, and the whole model of the board.",
      minBytes: 1200,
    },
    (bytes, index, dice) => {
      const member = pick(PEOPLE, dice);
      const id = (kind: string): string => `${kind}f3c854baa6e43${(dice >>> 4).toString(16).padStart(8, "0")}`;
      const head =
        `{"model":{"id":"${id("597")}","name":"Roadmap","desc":"","descData":null,"closed":false,"pinned":false,` +
        `"url":"https://trello.example/b/CGKHU6vL/roadmap","prefs":{"permissionLevel":"org","voting":"disabled","comments":"members",` +
        `"invitations":"members","selfJoin":true,"cardCovers":true,"cardAging":"regular","calendarFeedEnabled":false,` +
        `"background":"green","backgroundImage":null,"backgroundTile":false,"backgroundBrightness":"dark","backgroundColor":"#519839",` +
        `"canBePublic":true,"canBeOrg":true,"canBePrivate":true,"canInvite":true},"labelNames":{"green":"","yellow":"","red":"","blue":""}},` +
        `"action":{"id":"${id("59b")}","idMemberCreator":"${id("50e")}","type":"updateCard","date":"2026-01-01T00:00:00.000Z",` +
        `"data":{"old":{"idList":"${id("5a1")}"},"card":{"idShort":${index},"id":"${id("5a2")}","shortLink":"${idOf(dice)}"},` +
        `"listBefore":{"name":"Doing","id":"${id("5a1")}"},"listAfter":{"name":"Done","id":"${id("5a3")}"}},` +
        `"memberCreator":{"id":"${id("50e")}","username":"${member}"},"display":{"text":"`;
      return filled(bytes, head, `"}}}`, text, dice);
    },
  ),
  "slack-event": template(
    {
      type: "event_callback",
      description: "A message in a channel as Slack tells an app of it: the outer envelope with the event in it.",
      minBytes: 520,
    },
    (bytes, index, dice) => {
      const ts = `1767225${600 + (dice % 300)}.${digits(index % 1_000_000, 6)}`;
      const [user, channel, team] = [`U${idOf(dice)}`, `C${idOf(dice >>> 7)}`, `T${idOf(dice >>> 9)}`];
      const head =
        `{"token":"XXYYZZ","team_id":"${team}","context_team_id":"${team}","api_app_id":"A0PNCHHK2","event_id":"Ev${digits(index)}",` +
        `"event_time":1767225600,"authorizations":[{"enterprise_id":null,"team_id":"${team}","user_id":"U0BOT","is_bot":true,` +
        `"is_enterprise_install":false}],"is_ext_shared_channel":false,"event_context":"4-${user}${channel}","event":{"type":"message",` +
        `"user":"${user}","ts":"${ts}","team":"${team}","channel":"${channel}","event_ts":"${ts}","channel_type":"channel","text":"`;
      return filled(bytes, head, `"}}`, text, dice);
    },
  ),
  "build-event": template(
    {
      type: "workflow_job.completed",
      description: "A job of a build as GitHub Actions reports it: the steps of the job, and what ran it.",
      minBytes: 520,
    },
    (bytes, index, dice) => {
      const url = `https://api.github.example/repos/octo-org/octo-repo/actions`;
      const head =
        `{"action":"completed","workflow_job":{"id":${index},"run_id":${dice % 1_000_000},"run_url":"${url}/runs/${dice % 1_000_000}",` +
        `"head_sha":"${hexOf(dice, 40)}","url":"${url}/jobs/${index}","status":"completed","conclusion":"success","name":"build",` +
        `"labels":["ubuntu-latest"],"runner_id":${dice % 50},"runner_name":"runner ${dice % 50}","steps":[`;
      return filledWithRecords(
        bytes,
        [head, `]},"repository":{"full_name":"octo-org/octo-repo","description":"`, `"}}`],
        steps,
        dice,
      );
    },
  ),
} satisfies Record<string, Template>;

/** Digits that look like a hash of the event. */
function hexOf(dice: number, length: number): string {
  let bits = dice;
  return hex((below) => {
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d) >>> 0;
    return bits % below;
  }, length);
}
