import type { MimeBundle } from "../client/message.ts";
import type { Inspection } from "./compile/help.ts";

/** What is known about a name, for a tooltip: signature first, then what its author wrote, then what it has. */
export function inspectionBundle({ signature, documentation, tags, members = [] }: Inspection): MimeBundle {
  const notes = tags.map(({ name, text }) => ({ name: `@${name}`, text }));
  const plain = [
    signature,
    documentation,
    notes.map(({ name, text }) => `${name} ${text}`.trim()).join("\n"),
    members.map((each) => `${each.signature}  ${each.documentation}`.trim()).join("\n"),
  ];
  const markdown = [
    `\`\`\`typescript\n${signature}\n\`\`\``,
    documentation,
    notes.map(({ name, text }) => `- *${name}* ${text}`.trim()).join("\n"),
    members.map((each) => `- \`${each.signature}\` ${each.documentation}`.trim()).join("\n"),
  ];
  const join = (parts: readonly string[]) => parts.filter((part) => part !== "").join("\n\n");
  return { "text/plain": join(plain), "text/markdown": join(markdown) };
}
