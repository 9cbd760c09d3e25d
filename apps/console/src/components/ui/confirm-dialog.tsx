import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import type { ApiError } from "../../lib/api-error.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { FormError } from "./form-error.js";
import { Input } from "./field.js";
import { confirmTexts, uiTexts } from "./texts.js";

interface ConfirmDialogProps {
  title: string;
  /** What happens, numbers first. */
  effect: ReactNode;
  /** Verb and noun. */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  pending: boolean;
  error: ApiError | null;
  /** When given, the button waits until this was typed. */
  typed?: string;
}

/** Asks before something ends. The focus starts on Cancel, or in the field to type. */
export function ConfirmDialog({
  title,
  effect,
  action,
  onConfirm,
  onClose,
  pending,
  error,
  typed,
}: ConfirmDialogProps) {
  const [value, setValue] = useState("");
  const cancel = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const form = useId();
  const waits = typed !== undefined && value !== typed;
  const words = confirmTexts.type(typed ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!waits && !pending) onConfirm();
  };
  return (
    <Dialog
      title={title}
      description={effect}
      onClose={onClose}
      focusOn={() => field.current ?? cancel.current}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {uiTexts.cancel}
          </Button>
          <Button kind="destructive" type="submit" form={form} inactive={waits} pending={pending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3" noValidate>
        {error === null ? null : <FormError error={error} />}
        {typed === undefined ? null : (
          <>
            <label htmlFor={`${form}-typed`} className="font-medium">
              {words.before} <code className="bg-muted rounded-badge px-1">{words.name}</code>{" "}
              {words.after}
            </label>
            <Input
              ref={field}
              id={`${form}-typed`}
              value={value}
              onChange={(event) => setValue(event.target.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              aria-describedby={`${form}-waits`}
              className="w-full font-mono"
            />
            <p id={`${form}-waits`} className="text-table text-muted-foreground">
              {waits ? confirmTexts.inactive : ""}
            </p>
          </>
        )}
      </form>
    </Dialog>
  );
}
