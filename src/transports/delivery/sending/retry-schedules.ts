/** When failed webhooks are sent again: the schedules of well-known senders. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export interface RetrySchedule {
  description: string;
  /** Seconds from a failed attempt to the next one; when they are used up, the event is given up. */
  delaysSeconds: readonly number[];
  /** The shortest wait after a timeout or 429: the recipient has more than it can do. */
  throttledSeconds?: number;
}

export const retrySchedules = {
  // Source: the table under "Retries" in https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  "standard-webhooks": {
    description: "as the Standard Webhooks specification suggests: 10 attempts over 3 days",
    delaysSeconds: [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
  },
  // Source: https://docs.svix.com/retries and the worker of https://github.com/svix/svix-webhooks
  svix: {
    description: "as Svix does: 8 attempts over 28 hours, and at least a minute of waiting after a timeout or a 429",
    delaysSeconds: [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
    throttledSeconds: MINUTE,
  },
  // Source: https://api.slack.com/apis/events-api#retries
  slack: {
    description: "as Slack does: again at once, after a minute, and after five minutes",
    delaysSeconds: [0, MINUTE, 5 * MINUTE],
  },
  // It says how often and until when, and that the waits grow: https://shopify.dev/changelog/updates-to-webhook-retry-mechanism
  shopify: {
    description: "like Shopify: 8 waits that double from 56 seconds on, until 4 hours are over",
    delaysSeconds: [56, 113, 226, 452, 904, 1808, 3614, 7227],
  },
  // From memory: the page that we could read does not say it, https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/
  trello: {
    description: "like Trello: again after 30 seconds, a minute, and two minutes",
    delaysSeconds: [30, MINUTE, 2 * MINUTE],
  },
  // Stripe says how long it tries and that the waits grow, not how: https://docs.stripe.com/webhooks#retries
  stripe: {
    description: "like Stripe: waits that double from 5 minutes on, until 3 days are over",
    delaysSeconds: [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1765].map((minutes) => minutes * MINUTE),
  },
} satisfies Record<string, RetrySchedule>;

export type RetryScheduleName = keyof typeof retrySchedules;
export const retryScheduleNames = Object.keys(retrySchedules) as RetryScheduleName[];
