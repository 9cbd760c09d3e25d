import { saveTexts as texts } from "./texts.js";

/** One setting that would change; undefined where there was or will be nothing. */
export interface Change {
  path: string;
  /** What people call it; the path stands below. */
  name?: string;
  before: unknown;
  after: unknown;
  secret?: boolean;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

function shown(value: unknown): string {
  if (isEmpty(value)) return texts.empty;
  if (Array.isArray(value)) return value.map(String).join("\n");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function kindOf({ before, after }: Change): { glyph: string; word: string; colour: string } {
  if (isEmpty(before)) return { glyph: "+", word: texts.added, colour: "text-success" };
  if (isEmpty(after)) return { glyph: "−", word: texts.removed, colour: "text-destructive" };
  return { glyph: "~", word: texts.changed, colour: "text-warning" };
}

/** Path, before and after of every change, with glyph and word. */
export function DiffView({ changes }: { changes: readonly Change[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so it has to be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={texts.review}>
      <table className="text-table w-full">
        <thead>
          <tr className="border-border text-muted-foreground border-b text-left">
            <th scope="col" className="py-1.5 pr-4 font-medium">
              {texts.path}
            </th>
            <th scope="col" className="py-1.5 pr-4 font-medium">
              {texts.before}
            </th>
            <th scope="col" className="py-1.5 font-medium">
              {texts.after}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => {
            const { glyph, word, colour } = kindOf(change);
            return (
              <tr key={change.path} className="border-border border-b align-top last:border-b-0">
                <th scope="row" className="py-2 pr-4 text-left font-normal">
                  {change.name === undefined || change.name === change.path ? null : (
                    <span className="block font-medium">{change.name}</span>
                  )}
                  <code className="break-all">{change.path}</code>
                  <span className={`block ${colour}`}>
                    <span aria-hidden>{glyph} </span>
                    {word}
                  </span>
                </th>
                <td className="py-2 pr-4 break-all whitespace-pre-line">
                  {change.secret ? "" : shown(change.before)}
                </td>
                <td className="py-2 font-medium break-all whitespace-pre-line">
                  {change.secret ? texts.changedSecret : shown(change.after)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
