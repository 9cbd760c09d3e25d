import { useEffect, type ReactNode } from "react";
import { Wordmark } from "./wordmark.js";

/** A page outside the console's chrome: one card, one heading, one way on. */
export function PlainPage({
  title,
  tone = "plain",
  children,
}: {
  title: string;
  tone?: "plain" | "failure";
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title.replace(/\.$/, "")} · Grantry`;
  }, [title]);
  return (
    <div className="bg-sidebar flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <header className="mb-6">
        <Wordmark />
      </header>
      <main
        id="content"
        data-tone={tone}
        className="rounded-dialog border-border bg-card flex w-full max-w-100 flex-col items-start gap-4 border p-8"
      >
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        {children}
      </main>
    </div>
  );
}
