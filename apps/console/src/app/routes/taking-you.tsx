import { LoaderCircle } from "lucide-react";
import { appTexts as texts } from "../texts.js";

/** Shown while it is not known yet whether there is a session. */
export function TakingYou() {
  return (
    <div className="flex min-h-dvh items-center justify-center">
      <output className="text-muted-foreground flex items-center gap-2">
        <LoaderCircle aria-hidden className="animate-spin size-4" />
        {texts.takingYou}
      </output>
    </div>
  );
}
