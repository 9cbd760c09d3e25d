import { Download } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { saveFile } from "../../lib/save-file.js";
import { Button } from "./button.js";
import { CopyButton } from "./copy-button.js";
import { Dialog } from "./dialog.js";
import { Checkbox } from "./field.js";
import { SnippetTabs, type Snippet } from "./snippet-tabs.js";
import { secretTexts as texts } from "./texts.js";

export interface ShownValue {
  label: string;
  value: string;
  /** Copying a secret counts as storing it; copying an ID does not. */
  secret: boolean;
}

interface SecretOnceProps {
  title?: string;
  values: readonly ShownValue[];
  /** Name and content of the file that can be downloaded. */
  file?: { name: string; content: string };
  snippets: { what: string; list: readonly Snippet[] };
  /** The line that proves the secret, such as "Run it now". */
  proof?: ReactNode;
  /** Beside "Done", such as "Open client". */
  onward?: { label: string; onGo: () => void };
  onClose: () => void;
}

/** Shows a secret in full, once, and waits until it was stored. Without a secret closing is free. */
export function SecretOnce({
  title = texts.title,
  values,
  file,
  snippets,
  proof,
  onward,
  onClose,
}: SecretOnceProps) {
  const guarded = values.some(({ secret }) => secret);
  const [stored, setStored] = useState(false);
  const [ticked, setTicked] = useState(false);
  const [reminded, setReminded] = useState(false);
  const free = !guarded || stored || ticked;
  const keep = () => setStored(true);
  const leave = (go: () => void) => (free ? go() : setReminded(true));
  useEffect(() => {
    if (free) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [free]);
  return (
    <Dialog
      title={title}
      description={guarded ? texts.once : undefined}
      width="max-w-2xl"
      onClose={() => leave(onClose)}
      footer={
        <>
          {reminded && !free ? (
            <p role="alert" className="text-warning mr-auto self-center font-medium">
              {texts.waiting}
            </p>
          ) : null}
          {onward === undefined ? null : (
            <Button inactive={!free} onClick={onward.onGo}>
              {onward.label}
            </Button>
          )}
          <Button kind="primary" inactive={!free} onClick={onClose}>
            {texts.done}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <dl className="rounded-card border-border divide-border divide-y border">
          {values.map(({ label, value, secret }) => (
            <div
              key={label}
              className="grid items-center gap-x-4 px-4 py-2 sm:grid-cols-[7.5rem_1fr]"
            >
              <dt className="text-muted-foreground text-table">{label}</dt>
              <dd className="flex min-w-0 items-center justify-between gap-2">
                <input
                  readOnly
                  value={value}
                  aria-label={label}
                  translate="no"
                  autoComplete="off"
                  spellCheck={false}
                  data-1p-ignore
                  className="text-table min-w-0 flex-1 rounded-badge bg-transparent py-1 font-mono"
                  onFocus={(event) => event.target.select()}
                />
                <CopyButton value={value} what={label} {...(secret ? { onCopied: keep } : {})} />
              </dd>
            </div>
          ))}
        </dl>
        {file === undefined ? null : (
          <div>
            <Button
              icon={<Download aria-hidden className="size-4" />}
              onClick={() => {
                saveFile(file.name, file.content);
                keep();
              }}
            >
              {texts.download}
            </Button>
          </div>
        )}
        <SnippetTabs
          what={snippets.what}
          snippets={snippets.list}
          {...(guarded ? { onCopied: keep } : {})}
        />
        {proof}
        {guarded ? (
          <Checkbox
            label={texts.stored}
            checked={ticked || stored}
            onChange={(event) => {
              setTicked(event.target.checked);
              if (!event.target.checked) setStored(false);
            }}
          />
        ) : null}
      </div>
    </Dialog>
  );
}
