import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { DiffView, type Change } from "./diff-view.js";
import { saveTexts as texts, uiTexts } from "./texts.js";

interface ReviewDialogProps {
  name: string;
  note?: string;
  changes: readonly Change[];
  pending: boolean;
  onSave: () => void;
  onClose: () => void;
}

/** The difference, before it is saved. */
export function ReviewDialog({ name, note, changes, pending, onSave, onClose }: ReviewDialogProps) {
  return (
    <Dialog
      title={texts.reviewTitle(name)}
      description={note}
      width="max-w-2xl"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" pending={pending} onClick={onSave}>
            {texts.save}
          </Button>
        </>
      }
    >
      <DiffView changes={changes} />
    </Dialog>
  );
}
