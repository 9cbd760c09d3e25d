import { Link, type LinkProps } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { cn } from "../../components/ui/cn.js";

export interface NavigationEntry {
  label: string;
  icon: LucideIcon;
  link: LinkProps;
  /** Only this very address counts as current, not those below it. */
  exact?: boolean;
}

interface SidebarProps {
  label: string;
  entries: readonly NavigationEntry[];
  folded?: boolean;
  onNavigate?: () => void;
}

/** The pages of a project or workspace. */
export function Sidebar({ label, entries, folded = false, onNavigate }: SidebarProps) {
  return (
    <nav aria-label={label} className="flex flex-col gap-0.5 p-2">
      {entries.map(({ label: name, icon: Icon, link, exact = false }) => (
        <Link
          key={name}
          {...link}
          activeOptions={{ exact, includeSearch: false }}
          activeProps={{ className: "bg-accent text-primary font-medium" }}
          inactiveProps={{ className: "text-foreground hover:bg-muted" }}
          title={folded ? name : undefined}
          onClick={() => onNavigate?.()}
          className={cn(
            "rounded-control flex h-8 items-center gap-2.5 transition-colors pointer-coarse:h-10",
            folded ? "justify-center" : "px-2.5",
          )}
        >
          <Icon aria-hidden className="size-4 shrink-0" />
          <span className={folded ? "sr-only" : "truncate"}>{name}</span>
        </Link>
      ))}
    </nav>
  );
}
