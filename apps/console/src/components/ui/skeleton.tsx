import { useEffect, useState } from "react";
import { announce } from "../../lib/announce.js";
import { cn } from "./cn.js";
import { uiTexts } from "./texts.js";

/** A grey bar in the place of text. */
export function SkeletonLine({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn("bg-muted rounded-badge animate-skeleton block h-4 max-w-full", className)}
    />
  );
}

/** Rows in the place of a list: drawn after 100 ms, announced after a second. */
export function Skeleton({ what, rows = 5 }: { what: string; rows?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const draw = window.setTimeout(() => setShown(true), 100);
    const say = window.setTimeout(() => announce(uiTexts.loading(what)), 1000);
    return () => {
      window.clearTimeout(draw);
      window.clearTimeout(say);
    };
  }, [what]);
  return (
    <div aria-busy="true" className={cn("flex flex-col gap-5 px-5 py-5", !shown && "invisible")}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex gap-6">
          <SkeletonLine className="w-1/3" />
          <SkeletonLine className="w-1/4" />
          <SkeletonLine className="hidden w-1/5 sm:block" />
        </div>
      ))}
    </div>
  );
}
