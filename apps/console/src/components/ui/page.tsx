import { useEffect, type ReactNode } from "react";
import { cn } from "./cn.js";

interface PageProps {
  /** The heading, also the first part of the window's title. */
  title: string;
  /** The project or workspace the page belongs to. */
  context?: string;
  status?: ReactNode;
  purpose?: ReactNode;
  breadcrumb?: ReactNode;
  actions?: ReactNode;
  /** Lists grow to 1440 px, forms to 720 px. */
  width?: "list" | "form";
  children: ReactNode;
}

/** Heading, purpose, actions and content; the heading takes the focus after a navigation. */
export function Page({
  title,
  context,
  status,
  purpose,
  breadcrumb,
  actions,
  width = "list",
  children,
}: PageProps) {
  const windowTitle = [title, context, "Grantry"].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = windowTitle;
  }, [windowTitle]);
  return (
    <div className={cn("w-full", width === "list" ? "max-w-[90rem]" : "max-w-[45rem]")}>
      {breadcrumb}
      <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 tabIndex={-1} className="text-title font-semibold tracking-tight break-words">
              {title}
            </h1>
            {status}
          </div>
          {purpose === undefined ? null : (
            <p className="text-muted-foreground mt-1 max-w-2xl">{purpose}</p>
          )}
        </div>
        {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
