/** Objects as a file for kubectl. */
import { stringify } from "yaml";
import type { ManifestPart } from "./objects.js";

export const yamlDocuments = (parts: readonly ManifestPart[]): string =>
  parts
    .map(({ comment, object }) => {
      const lines = comment.map((line) => `# ${line}`.trimEnd());
      // Without aliases: what several objects have in common stands in each, so that each can be read and cut out alone.
      const text = object === undefined ? "" : stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 });
      return `${lines.join("\n")}\n${text}`;
    })
    .join("---\n");
