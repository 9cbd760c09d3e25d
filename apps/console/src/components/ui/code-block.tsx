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
    <div className="rounded-control border-border bg-sidebar relative border">
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so it has to be reachable by keyboard
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- pre keeps the line breaks
        role="region"
        aria-label={what}
        translate="no"
        className="text-table overflow-x-auto py-2.5 pr-11 pl-3 leading-5"
      >
        <code>{code}</code>
      </pre>
      <div className="bg-sidebar absolute top-1 right-1 rounded-control">
        <CopyButton value={code} what={what} {...(onCopied ? { onCopied } : {})} />
      </div>
    </div>
  );
}
