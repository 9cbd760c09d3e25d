import { Link, type LinkProps } from "@tanstack/react-router";
import { cn } from "./cn.js";

export interface Tab {
  label: string;
  link: LinkProps;
  current: boolean;
}

/** Parts of a page under addresses of their own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="border-border mb-6 flex gap-5 overflow-x-auto border-b">
      {tabs.map(({ label: name, link, current }) => (
        <Link
          key={name}
          {...link}
          aria-current={current ? "page" : undefined}
          className={cn(
            "-mb-px inline-flex min-h-9 items-center border-b-2 px-1 whitespace-nowrap pointer-coarse:min-h-10",
            current
              ? "border-primary text-foreground font-medium"
              : "text-muted-foreground hover:text-foreground border-transparent",
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
