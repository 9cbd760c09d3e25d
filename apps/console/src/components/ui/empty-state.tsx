import type { ReactNode } from "react";
import { CodeBlock } from "./code-block.js";

interface EmptyStateProps {
  sentence: string;
  action?: ReactNode;
  command?: string;
}

/** One sentence, one action, one command. */
export function EmptyState({ sentence, action, command }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-4 px-6 py-14 text-center">
      <p className="text-muted-foreground max-w-md">{sentence}</p>
      {action}
      {command === undefined ? null : (
        <div className="w-full max-w-xl text-left">
          <CodeBlock code={command} what="command" />
        </div>
      )}
    </div>
  );
}
