import { cn } from "./cn.js";
import { CopyButton } from "./copy-button.js";

interface IdentifierProps {
  value: string;
  what: string;
  /** Wraps anywhere instead of being cut. */
  full?: boolean;
}

/** An ID or address in code type, with its copy button. */
export function Identifier({ value, what, full = false }: IdentifierProps) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1">
      <code
        translate="no"
        title={full ? undefined : value}
        className={cn("text-table min-w-0 tabular-nums", full ? "break-all" : "truncate")}
      >
        {value}
      </code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
