import { CopyButton } from "./copy-button.js";
import { uiTexts } from "./texts.js";

/** The value under which an error can be found in the logs. */
export function RequestId({ value }: { value: string | undefined }) {
  if (value === undefined) return null;
  return (
    <p className="text-table text-muted-foreground flex flex-wrap items-center gap-x-1">
      {uiTexts.requestId} <code className="break-all">{value}</code>
      <CopyButton value={value} what="request ID" />
    </p>
  );
}
