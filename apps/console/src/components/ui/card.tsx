import { useId, type ReactNode } from "react";
import { cn } from "./cn.js";

interface CardProps {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  flush?: boolean;
  children: ReactNode;
}

/** A titled region of a page. */
export function Card({
  title,
  description,
  actions,
  className,
  flush = false,
  children,
}: CardProps) {
  const heading = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : heading}
      className={cn("rounded-card border-border bg-card min-w-0 border", className)}
    >
      {title === undefined ? null : (
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4">
          <div className="min-w-0">
            <h2 id={heading} className="text-section font-semibold">
              {title}
            </h2>
            {description === undefined ? null : (
              <p className="text-muted-foreground mt-0.5">{description}</p>
            )}
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
        </div>
      )}
      <div className={flush ? "" : "px-5 pt-4 pb-5"}>{children}</div>
    </section>
  );
}
