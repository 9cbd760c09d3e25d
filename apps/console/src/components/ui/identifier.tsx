import { cn } from "./cn.js";
import { CopyButton } from "./copy-button.js";

interface IdentifierProps {
  value: string;
  what: string;
  /** A shorter text in its place; the whole is copied and shown on hover. */
  shown?: string;
  /** Wraps anywhere instead of being cut. */
  full?: boolean;
}

/** An ID or address in code type, with its copy button. */
export function Identifier({ value, what, shown, full = false }: IdentifierProps) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1">
      <code
        translate="no"
        title={full && shown === undefined ? undefined : value}
        className={cn("text-table min-w-0 tabular-nums", full ? "break-all" : "truncate")}
      >
        {shown ?? value}
      </code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
