import { Tabs } from "radix-ui";
import { useState, type ReactNode } from "react";
import { readPreference, storePreference } from "../../lib/stored.js";
import { CodeBlock } from "./code-block.js";

export interface Snippet {
  label: "curl" | "CLI" | "SDK";
  code: string;
  note?: ReactNode;
}

interface SnippetTabsProps {
  /** The name of the whole, such as "Get a token". */
  what: string;
  snippets: readonly Snippet[];
  onCopied?: () => void;
}

/** "curl · CLI · SDK": the tab chosen last is remembered everywhere. */
export function SnippetTabs({ what, snippets, onCopied }: SnippetTabsProps) {
  const [chosen, setChosen] = useState(() => readPreference("snippet") ?? "curl");
  const shown = snippets.some(({ label }) => label === chosen) ? chosen : snippets[0]?.label;
  return (
    <Tabs.Root
      value={shown ?? "curl"}
      onValueChange={(label) => {
        storePreference("snippet", label);
        setChosen(label);
      }}
      className="min-w-0"
    >
      <Tabs.List aria-label={what} className="border-border mb-2 flex gap-4 border-b">
        {snippets.map(({ label }) => (
          <Tabs.Trigger
            key={label}
            value={label}
            className="text-table text-muted-foreground hover:text-foreground data-[state=active]:border-primary data-[state=active]:text-foreground -mb-px min-h-7 border-b-2 border-transparent px-0.5 font-medium pointer-coarse:min-h-10"
          >
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {snippets.map(({ label, code, note }) => (
        <Tabs.Content key={label} value={label} tabIndex={-1} className="min-w-0 outline-none">
          <CodeBlock code={code} what={`${what}, ${label}`} {...(onCopied ? { onCopied } : {})} />
          {note === undefined ? null : (
            <p className="text-table text-muted-foreground mt-2">{note}</p>
          )}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
