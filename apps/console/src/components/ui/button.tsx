import { LoaderCircle } from "lucide-react";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { cn } from "./cn.js";

export type ButtonKind = "primary" | "secondary" | "ghost" | "destructive";
export type ButtonSize = "default" | "dense";

const base =
  "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-colors select-none pointer-coarse:h-10 aria-disabled:cursor-not-allowed";

const kinds: Record<ButtonKind, string> = {
  primary:
    "bg-primary text-primary-foreground hover:bg-primary-hover aria-disabled:bg-muted aria-disabled:text-muted-foreground",
  secondary:
    "border border-input bg-card text-foreground hover:bg-muted aria-disabled:text-muted-foreground",
  ghost: "text-foreground hover:bg-muted aria-disabled:text-muted-foreground",
  destructive:
    "bg-destructive text-destructive-foreground hover:bg-destructive-hover aria-disabled:bg-muted aria-disabled:text-muted-foreground",
};

const sizes: Record<ButtonSize, string> = {
  default: "h-8 px-3 text-body",
  dense: "h-7 px-2 text-table",
};

/** The class names of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = "secondary", size: ButtonSize = "default"): string {
  return cn(base, kinds[kind], sizes[size]);
}

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Shows that the action runs; clicks are ignored and the width stays. */
  pending?: boolean;
  /** Stays focusable and says that it does nothing yet. */
  inactive?: boolean;
}

/** A button that stays reachable by keyboard even while it does nothing. */
export function Button({
  kind = "secondary",
  size = "default",
  icon,
  pending = false,
  inactive = false,
  type = "button",
  className,
  children,
  onClick,
  ...props
}: ButtonProps) {
  const guarded = (event: MouseEvent<HTMLButtonElement>) => {
    if (pending || inactive) {
      event.preventDefault();
      return;
    }
    onClick?.(event);
  };
  return (
    <button
      type={type}
      aria-disabled={pending || inactive || undefined}
      aria-busy={pending || undefined}
      className={cn(buttonClass(kind, size), className)}
      onClick={guarded}
      {...props}
    >
      <span className={cn("inline-flex items-center gap-2", pending && "invisible")}>
        {icon}
        {children}
      </span>
      {pending ? (
        <>
          <LoaderCircle aria-hidden className="animate-spin absolute size-4" />
          <span className="sr-only">{children}</span>
        </>
      ) : null}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  label: string;
  icon: ReactNode;
  size?: ButtonSize;
}

/** A square button whose name is read out and shown on hover. */
export function IconButton({
  label,
  icon,
  size = "default",
  className,
  ...props
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cn(
        "rounded-control text-muted-foreground hover:bg-muted hover:text-foreground inline-flex shrink-0 items-center justify-center transition-colors pointer-coarse:size-10",
        size === "dense" ? "size-7" : "size-8",
        className,
      )}
      {...props}
    >
      {icon}
    </button>
  );
}
