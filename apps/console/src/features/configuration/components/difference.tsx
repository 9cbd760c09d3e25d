import type { Change, Effect, Warning } from "@grantry/contracts";
import { DiffView } from "../../../components/ui/diff-view.js";
import { Note, type NoteKind } from "../../../components/ui/note.js";
import { settingAt } from "../setting-groups.js";
import { inWords } from "./setting-field.js";

interface DifferenceProps {
  changes: readonly Change[];
  effects: readonly Effect[];
  warnings?: readonly Warning[];
}

const kinds: Record<Effect["severity"], NoteKind> = {
  info: "info",
  warning: "attention",
  danger: "failure",
};

function nameOf(path: string): string {
  return settingAt(path)?.name ?? path;
}

function shown(path: string, value: Change["before"]): unknown {
  const setting = settingAt(path);
  return setting?.kind === "duration" && value !== undefined ? inWords(setting, value) : value;
}

/** What differs, what that does to people and programs, and what the server warns of. */
export function Difference({ changes, effects, warnings = [] }: DifferenceProps) {
  return (
    <div className="flex flex-col gap-3">
      <DiffView
        changes={changes.map(({ path, before, after, hidden }) => ({
          path,
          name: nameOf(path),
          before: shown(path, before),
          after: shown(path, after),
          secret: hidden,
        }))}
      />
      {effects.map(({ code, severity, message }) => (
        <Note key={code} kind={kinds[severity]}>
          {message}
        </Note>
      ))}
      {warnings.map(({ message }) => (
        <Note key={message} kind="attention">
          {message}
        </Note>
      ))}
    </div>
  );
}
