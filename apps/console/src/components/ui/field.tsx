import { OctagonAlert } from "lucide-react";
import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "./cn.js";
import { uiTexts } from "./texts.js";

export interface FieldWiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children: (wiring: FieldWiring) => ReactNode;
}

/** Label above, hint under the label, error under the hint. */
export function Field({ label, hint, error, optional = false, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint === undefined ? "" : hintId, error ? errorId : ""].filter(Boolean);
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
        {optional ? <span className="text-muted-foreground font-normal"> (optional)</span> : null}
      </label>
      {hint === undefined ? null : (
        <p id={hintId} className="text-table text-muted-foreground -mt-1">
          {hint}
        </p>
      )}
      {error ? <FieldError id={errorId}>{error}</FieldError> : null}
      {children({
        id,
        "aria-describedby": described.length === 0 ? undefined : described.join(" "),
        "aria-invalid": error ? true : undefined,
      })}
    </div>
  );
}

/** What is wrong with a field, with icon and word. */
export function FieldError({ id, children }: { id?: string; children: string }) {
  return (
    <p id={id} className="text-table text-destructive flex gap-1.5">
      <OctagonAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        <span className="sr-only">{uiTexts.error} </span>
        {children}
      </span>
    </p>
  );
}

/** A one-line text field. */
export function Input({ className = "w-full", ...props }: ComponentProps<"input">) {
  return <input className={cn("control px-2.5", className)} {...props} />;
}

/** A text field of several lines. */
export function Textarea({ className = "w-full", ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn("control h-auto px-2.5 py-1.5", className)} {...props} />;
}

/** A list of choices drawn by the browser. */
export function Select({ className = "w-full", children, ...props }: ComponentProps<"select">) {
  return (
    <select className={cn("control px-2", className)} {...props}>
      {children}
    </select>
  );
}

interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
}

/** A box with its sentence. */
export function Checkbox({ label, hint, className, ...props }: CheckboxProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-2", className)}>
      <input
        id={id}
        type="checkbox"
        className="accent-primary mt-0.5 size-4 shrink-0"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...props}
      />
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-table text-muted-foreground">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
