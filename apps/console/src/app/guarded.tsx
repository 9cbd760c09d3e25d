import type { ReactNode } from "react";
import { Page } from "../components/ui/page.js";
import { useMay } from "../lib/session.js";
import { appTexts as texts } from "./texts.js";

/** Shows its children to those who hold a permission, and the others what they lack. */
export function Guarded({ permission, children }: { permission: string; children: ReactNode }) {
  const may = useMay();
  if (may(permission)) return children;
  return (
    <Page title={texts.forbiddenTitle} width="form">
      <p className="text-muted-foreground">{texts.forbidden(permission)}</p>
    </Page>
  );
}
