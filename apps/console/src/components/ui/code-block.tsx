import { CopyButton } from "./copy-button.js";

interface CodeBlockProps {
  code: string;
  /** What it is, for the copy button and the region's name. */
  what: string;
  onCopied?: () => void;
}

/** Commands or code in full, scrollable by keyboard, with a copy button. */
export function CodeBlock({ code, what, onCopied }: CodeBlockProps) {
  return (
    <div className="rounded-control border-border bg-sidebar flex min-w-0 border">
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so it has to be reachable by keyboard
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- pre keeps the line breaks
        role="region"
        aria-label={what}
        translate="no"
        className="text-table rounded-control min-w-0 flex-1 overflow-x-auto py-2.5 pl-3 leading-5"
      >
        <code className="inline-block pr-3">{code}</code>
      </pre>
      <div className="p-1">
        <CopyButton value={code} what={what} {...(onCopied ? { onCopied } : {})} />
      </div>
    </div>
  );
}
