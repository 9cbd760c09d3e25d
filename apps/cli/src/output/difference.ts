import type { Change, Effect, PlannedChange } from "@grantry/contracts";

const COLOURS = { green: 32, red: 31, yellow: 33, dim: 2 } as const;
const SIGNS = { create: "+", update: "~", delete: "-" } as const;
const SIGN_COLOURS = { create: "green", update: "yellow", delete: "red" } as const;

/** Colours a text, or leaves it where nobody can see colours. */
export type Paint = (colour: keyof typeof COLOURS, text: string) => string;

/** @param colour whether a person watches a terminal that shows colours */
export function paintWith(colour: boolean): Paint {
  return (name, text) => (colour ? `\u001b[${COLOURS[name]}m${text}\u001b[0m` : text);
}

/** Planned changes, one thing after the other, each value on a line of its own. */
export function describeChanges(changes: readonly PlannedChange[], paint: Paint): string {
  return changes
    .map(({ section, action, id, label, difference }) => {
      const isPart = section === "project" || section === "configuration" || section === "branding";
      const noun = section.replace(/s$/, "").replace("_", " ");
      const name = label === id ? visible(id) : `${visible(id)} (${visible(label)})`;
      const title = isPart ? section : `${noun} ${name}`;
      const heading = paint(SIGN_COLOURS[action], `${SIGNS[action]} ${title}`);
      return `${heading}\n${action === "delete" ? "" : describeDifference(difference, paint)}`;
    })
    .join("");
}

/** Values that differ, one on a line: before, an arrow, after. */
export function describeDifference(difference: readonly Change[], paint: Paint): string {
  return difference.map((change) => `    ${describeChange(change, paint)}\n`).join("");
}

/** What changes do, the sentences that a person should read first. */
export function describeEffects(effects: readonly Effect[], paint: Paint): string {
  return effects
    .map(({ severity, message }) => {
      const colour = severity === "danger" ? "red" : severity === "warning" ? "yellow" : "dim";
      return `${paint(colour, `${severity === "info" ? "·" : "!"} ${visible(message)}`)}\n`;
    })
    .join("");
}

function describeChange({ path, kind, before, after }: Change, paint: Paint): string {
  const name = visible(path.slice(1).replaceAll("~1", "/").replaceAll("~0", "~")) || "value";
  const [old, next] = [valueText(before), valueText(after)];
  switch (kind) {
    case "added":
      return `${name}: ${paint("green", next)}`;
    case "removed":
      return `${name}: ${paint("red", `${old} removed`)}`;
    case "changed":
      return `${name}: ${paint("red", old)} → ${paint("green", next)}`;
  }
}

function valueText(value: unknown): string {
  return visible(typeof value === "string" ? value || '""' : (JSON.stringify(value) ?? ""));
}

/** Text of others never moves the cursor of a terminal. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
