import { X } from "lucide-react";
import { useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import { cn } from "./cn.js";
import { Button } from "./button.js";
import { FieldError, type FieldWiring } from "./field.js";
import { uiTexts } from "./texts.js";

interface ChipsInputProps {
  wiring: FieldWiring;
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** What one entry is called: "Remove redirect URI https://…". */
  what: string;
  inputMode?: "url" | "text";
  placeholder?: string;
  /** Splits what was pasted or typed into entries. */
  separator?: RegExp;
  readOnly?: boolean;
  /** What stands under an entry, such as a warning. */
  under?: (value: string, index: number) => ReactNode;
  toneOf?: (value: string, index: number) => "failure" | "attention" | undefined;
  onLeave?: () => void;
}

const tones = {
  failure: "border-destructive bg-destructive-soft",
  attention: "border-warning bg-warning-soft",
};

/** A list of short values: Enter adds, Backspace in the empty field removes the last. */
export function ChipsInput({
  wiring,
  values,
  onChange,
  what,
  inputMode = "text",
  placeholder,
  separator = /[\s,]+/,
  readOnly = false,
  under,
  toneOf,
  onLeave,
}: ChipsInputProps) {
  const [draft, setDraft] = useState("");
  const add = (text: string) => {
    const entries = text.split(separator).filter((entry) => entry !== "");
    if (entries.length > 0) onChange([...values, ...entries]);
    setDraft("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      add(draft);
    } else if (event.key === "Backspace" && draft === "" && values.length > 0) {
      onChange(values.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData("text");
    if (!separator.test(text.trim())) return;
    event.preventDefault();
    add(draft + text);
  };
  return (
    <div className="flex flex-col gap-2">
      {values.length === 0 ? null : (
        <ul className={cn("flex gap-1.5", under === undefined ? "flex-wrap" : "flex-col")}>
          {values.map((value, index) => {
            const tone = toneOf?.(value, index);
            return (
              <li key={`${index} ${value}`}>
                <span
                  className={cn(
                    "rounded-control inline-flex max-w-full items-center gap-1 border py-0.5 pr-0.5 pl-2.5",
                    tone === undefined ? "border-border bg-muted" : tones[tone],
                  )}
                >
                  <code translate="no" className="text-table min-w-0 break-all">
                    {value}
                  </code>
                  {readOnly ? (
                    <span className="w-1.5" />
                  ) : (
                    <button
                      type="button"
                      aria-label={uiTexts.remove(`${what} ${value}`)}
                      className="rounded-badge text-muted-foreground hover:text-foreground inline-flex size-6 shrink-0 items-center justify-center pointer-coarse:size-10"
                      onClick={() => onChange(values.filter((_, at) => at !== index))}
                    >
                      <X aria-hidden className="size-3.5" />
                    </button>
                  )}
                </span>
                {under?.(value, index)}
              </li>
            );
          })}
        </ul>
      )}
      {readOnly ? null : (
        <div className="flex gap-2">
          <input
            {...wiring}
            value={draft}
            inputMode={inputMode}
            placeholder={placeholder}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="control text-table w-full min-w-0 px-2.5 font-mono"
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => {
              add(draft);
              onLeave?.();
            }}
          />
          <Button onClick={() => add(draft)}>{uiTexts.add}</Button>
        </div>
      )}
    </div>
  );
}

/** A finding under a chip: an error, or a warning with the way to keep it. */
export function ChipFinding({ kind, text }: { kind: "failure" | "info"; text: string }) {
  if (kind === "failure") {
    return (
      <div className="mt-1">
        <FieldError>{text}</FieldError>
      </div>
    );
  }
  return <p className="text-table text-muted-foreground mt-1">{text}</p>;
}
