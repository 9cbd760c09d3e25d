import type { LucideIcon } from "lucide-react";
import { useId } from "react";
import { cn } from "./cn.js";

export interface RadioCard<Value extends string> {
  value: Value;
  label: string;
  description: string;
  icon?: LucideIcon;
}

interface RadioCardsProps<Value extends string> {
  legend: string;
  name: string;
  cards: readonly RadioCard<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  columns?: string;
}

/** A radio group whose choices are cards with two lines. */
export function RadioCards<Value extends string>({
  legend,
  name,
  cards,
  value,
  onChange,
  columns = "sm:grid-cols-2",
}: RadioCardsProps<Value>) {
  const id = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className={cn("grid gap-2", columns)}>
        {cards.map(({ value: choice, label, description, icon: Icon }) => (
          <label
            key={choice}
            className="rounded-card border-input bg-card hover:bg-muted has-checked:border-primary has-checked:bg-accent has-focus-visible:outline-ring flex cursor-pointer gap-3 border px-3 py-2.5 transition-colors has-checked:shadow-[inset_0_0_0_1px_var(--primary)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={choice === value}
              onChange={() => onChange(choice)}
              aria-labelledby={`${id}-${choice}-label ${id}-${choice}-description`}
              className="accent-primary mt-0.5 size-4 shrink-0 outline-none"
            />
            <span className="min-w-0 flex-1">
              <span id={`${id}-${choice}-label`} className="flex items-center gap-2 font-medium">
                {Icon === undefined ? null : (
                  <Icon aria-hidden className="text-muted-foreground size-4 shrink-0" />
                )}
                {label}
              </span>
              <span
                id={`${id}-${choice}-description`}
                className="text-table text-muted-foreground mt-0.5 block"
              >
                {description}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
