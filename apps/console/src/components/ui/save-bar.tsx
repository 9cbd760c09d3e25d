import { useBlocker } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { count, plural } from "../../lib/format.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import type { Change } from "./diff-view.js";
import { ReviewDialog } from "./review-dialog.js";
import { saveTexts as texts } from "./texts.js";

interface SaveBarProps {
  /** What is edited, such as the client's name. */
  name: string;
  changes: readonly Change[];
  pending: boolean;
  /** In Production the difference is shown before it is saved. */
  review: "on request" | "always";
  /** In the place of the plain difference, such as one that asks the server first. */
  reviewWith?: (onClose: () => void) => ReactNode;
  onSave: () => void;
  onDiscard: () => void;
}

/** Sticks to the bottom while there are unsaved changes, and asks before they are lost. */
export function SaveBar({
  name,
  changes,
  pending,
  review,
  reviewWith,
  onSave,
  onDiscard,
}: SaveBarProps) {
  const [reviewing, setReviewing] = useState(false);
  const dirty = changes.length > 0;
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const words = plural(changes.length, {
    one: texts.unsaved.one,
    other: texts.unsaved.other(count(changes.length)),
  });
  if (!dirty) return null;
  return (
    <div className="border-border bg-card shadow-popover rounded-card animate-popover sticky bottom-4 z-20 flex flex-wrap items-center justify-between gap-3 border px-4 py-3">
      <output className="font-medium">{words}</output>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setReviewing(true)}>{texts.review}</Button>
        <Button onClick={onDiscard}>{texts.discard}</Button>
        <Button
          kind="primary"
          type={review === "always" ? "button" : "submit"}
          pending={pending}
          {...(review === "always" ? { onClick: () => setReviewing(true) } : {})}
        >
          {texts.save}
        </Button>
      </div>
      {reviewing && reviewWith !== undefined ? reviewWith(() => setReviewing(false)) : null}
      {reviewing && reviewWith === undefined ? (
        <ReviewDialog
          name={name}
          changes={changes}
          pending={pending}
          onSave={() => {
            setReviewing(false);
            onSave();
          }}
          onClose={() => setReviewing(false)}
        />
      ) : null}
      {blocker.status === "blocked" ? (
        <Dialog
          title={texts.leaveTitle}
          description={texts.leaveText(words, name)}
          onClose={blocker.reset}
          footer={
            <>
              <Button onClick={blocker.reset}>{texts.stay}</Button>
              <Button kind="destructive" onClick={blocker.proceed}>
                {texts.leave}
              </Button>
            </>
          }
        />
      ) : null}
    </div>
  );
}
