import type { Project } from "@grantry/contracts";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { relativeTime } from "../../../lib/format.js";
import { changedByBoth, type Conflict } from "../conflict.js";
import { savedValue, shownValue, type Edits } from "../edits.js";
import { pointerOf, type Setting } from "../setting.js";
import { configurationTexts as texts } from "../texts.js";
import { Difference } from "./difference.js";
import { inWords } from "./setting-field.js";

interface ConflictDialogProps {
  conflict: Conflict;
  /** The project as it is now. */
  project: Project;
  mine: readonly Setting[];
  edits: Edits;
  pending: boolean;
  onMerge: (edits: Edits) => void;
  onDiscard: () => void;
  onClose: () => void;
}

/** Somebody saved meanwhile: nothing typed is lost, and each clash is decided. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { conflict, project, mine, edits, pending, onMerge, onDiscard, onClose } = props;
  const both = changedByBoth(mine, conflict);
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(() => new Set());
  const choose = (pointer: string, side: "yours" | "theirs") => {
    const next = new Set(theirs);
    if (side === "theirs") next.add(pointer);
    else next.delete(pointer);
    setTheirs(next);
  };
  const merge = () =>
    onMerge(Object.fromEntries(Object.entries(edits).filter(([pointer]) => !theirs.has(pointer))));
  return (
    <Dialog
      title={texts.conflictTitle}
      description={
        conflict.savedBy === undefined || conflict.savedAt === undefined
          ? texts.conflictUnknown
          : texts.conflictText(
              conflict.savedBy,
              conflict.difference.length,
              relativeTime(conflict.savedAt),
            )
      }
      width="max-w-2xl"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{texts.goOn}</Button>
          <Button onClick={onDiscard}>{texts.discardMine}</Button>
          <Button kind="primary" pending={pending} onClick={merge}>
            {texts.saveMerged}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {conflict.difference.length === 0 ? null : (
          <>
            <h3 className="font-medium">{texts.theirChanges}</h3>
            <Difference changes={conflict.difference} effects={[]} />
          </>
        )}
        {both.map((setting) => {
          const pointer = pointerOf(setting);
          return (
            <fieldset key={pointer} className="flex flex-col gap-1.5">
              <legend className="mb-1 font-medium">{`${setting.name}: ${texts.bothChanged.toLowerCase()}`}</legend>
              <Side
                name={pointer}
                label={`${texts.yours}: ${inWords(setting, shownValue(project, setting, edits))}`}
                checked={!theirs.has(pointer)}
                onChoose={() => choose(pointer, "yours")}
              />
              <Side
                name={pointer}
                label={`${texts.theirs}: ${inWords(setting, savedValue(project, setting) ?? shownValue(project, setting, {}))}`}
                checked={theirs.has(pointer)}
                onChoose={() => choose(pointer, "theirs")}
              />
            </fieldset>
          );
        })}
      </div>
    </Dialog>
  );
}

interface SideProps {
  name: string;
  label: string;
  checked: boolean;
  onChoose: () => void;
}

function Side({ name, label, checked, onChoose }: SideProps) {
  return (
    <label className="flex items-center gap-2">
      <input
        type="radio"
        name={name}
        className="accent-primary size-4"
        checked={checked}
        onChange={onChoose}
      />
      <span className="break-all">{label}</span>
    </label>
  );
}
