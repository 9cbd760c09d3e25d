import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { announce } from "../../lib/announce.js";
import { Button, IconButton, type ButtonKind } from "./button.js";
import { uiTexts } from "./texts.js";

interface CopyProps {
  value: string;
  /** What is copied, as it is read out: "Copy client ID". */
  what: string;
  onCopied?: () => void;
  className?: string;
}

function useCopy({ value, what, onCopied }: CopyProps) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      announce(uiTexts.copyByHand);
      return;
    }
    announce(uiTexts.copied(what));
    setCopied(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setCopied(false), 2000);
    onCopied?.();
  };
  return { copied, copy: () => void copy() };
}

/** Copies a value; the icon becomes a tick for two seconds. */
export function CopyButton(props: CopyProps) {
  const { copied, copy } = useCopy(props);
  return (
    <IconButton
      size="dense"
      label={uiTexts.copy(props.what)}
      className={props.className}
      icon={
        copied ? (
          <Check aria-hidden className="text-success size-4" />
        ) : (
          <Copy aria-hidden className="size-4" />
        )
      }
      onClick={copy}
    />
  );
}

/** The same with its words. */
export function CopyTextButton({
  kind = "secondary",
  label,
  ...props
}: CopyProps & { kind?: ButtonKind; label: string }) {
  const { copied, copy } = useCopy(props);
  return (
    <Button
      kind={kind}
      icon={
        copied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />
      }
      aria-label={uiTexts.copy(props.what)}
      className={props.className}
      onClick={copy}
    >
      {label}
    </Button>
  );
}
