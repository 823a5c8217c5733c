/** The settings for services that know nothing of pushbench. */
export const adaptedSettings = [
  "path",
  "headers",
  "subprotocol",
  "greeting",
  "join",
  "message",
  "answer",
  "received",
  "protocol",
  "emits",
  "auth",
] as const;

export type AdaptedSetting = (typeof adaptedSettings)[number];

/** Whether the service is spoken to in words of its own. */
export const isAdapted = (config: { readonly [Name in AdaptedSetting]?: unknown }): boolean =>
  adaptedSettings.some((name) => config[name] !== undefined);

/** Whether the service answers events: by Socket.IO's own acks, or as `answer` says. */
export const isAnswered = ({ answer, protocol }: { readonly [Name in AdaptedSetting]?: unknown }): boolean =>
  answer === undefined ? protocol !== undefined : answer !== "none";

/** Whether a message shows which event it is. */
export const showsItsId = ({ message }: { readonly message?: string | undefined }): boolean =>
  message === undefined || /\{\{\s*(?:id|event)\s*\}\}/.test(message);
