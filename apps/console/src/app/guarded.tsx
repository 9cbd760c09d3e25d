import type { ReactNode } from "react";
import { Page } from "../components/ui/page.js";
import { useMay, useMayInWorkspace } from "../lib/session.js";
import { appTexts as texts } from "./texts.js";

interface GuardedProps {
  permission: string;
  /** Whose role decides: that of the page's project, or the one of the workspace on any page. */
  by?: "page" | "workspace";
  children: ReactNode;
}

/** Shows its children to those who hold a permission, and the others what they lack. */
export function Guarded({ permission, by = "page", children }: GuardedProps) {
  const mayHere = useMay();
  const mayInWorkspace = useMayInWorkspace();
  const may = by === "page" ? mayHere : mayInWorkspace;
  return may(permission) ? children : <Forbidden permission={permission} />;
}

/** The page of somebody who lacks a permission. */
export function Forbidden({ permission }: { permission: string }) {
  return (
    <Page title={texts.forbiddenTitle} width="form">
      <p className="text-muted-foreground">{texts.forbidden(permission)}</p>
    </Page>
  );
}
