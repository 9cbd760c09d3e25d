import { useState } from "react";
import { Button } from "./button.js";
import { Card } from "./card.js";
import { SnippetTabs, type Snippet } from "./snippet-tabs.js";
import { uiTexts } from "./texts.js";

/** Whether the call of a form is shown, and the button that shows it. */
export function useShowAsCurl() {
  const [shown, setShown] = useState(false);
  const toggle = (
    <Button kind="ghost" aria-expanded={shown} onClick={() => setShown(!shown)}>
      {shown ? uiTexts.hideCurl : uiTexts.showAsCurl}
    </Button>
  );
  return { shown, toggle };
}

/** The call that a form would make, before it is sent. */
export function ShowAsCurl({ snippets }: { snippets: readonly Snippet[] }) {
  return (
    <Card title={uiTexts.showAsCurl} description={uiTexts.curlText}>
      <SnippetTabs what={uiTexts.curlWhat} snippets={snippets} />
    </Card>
  );
}
