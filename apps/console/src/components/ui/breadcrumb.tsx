import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Where a page stands below another one. */
export function Breadcrumb({ parent, current }: { parent: ReactNode; current: string }) {
  return (
    <nav aria-label="Breadcrumb" className="text-table text-muted-foreground mb-2">
      <ol className="flex min-w-0 items-center gap-1">
        <li className="[&>a]:hover:text-foreground [&>a]:inline-flex [&>a]:min-h-6 [&>a]:items-center [&>a]:hover:underline">
          {parent}
        </li>
        <li className="flex min-w-0 items-center gap-1">
          <ChevronRight aria-hidden className="size-3.5 shrink-0" />
          <span aria-current="page" className="truncate">
            {current}
          </span>
        </li>
      </ol>
    </nav>
  );
}
