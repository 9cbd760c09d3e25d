import { useState } from "react";
import { Checkbox, Input, Select, type FieldWiring } from "../../../components/ui/field.js";
import {
  amountAndUnit,
  DURATION_UNITS,
  secondsOf,
  wireDuration,
  type DurationUnit,
} from "../duration.js";
import { textOf, type JsonValue } from "../setting.js";
import { configurationTexts as texts } from "../texts.js";

interface DurationFieldProps {
  wiring: FieldWiring;
  name: string;
  value: JsonValue | undefined;
  /** The word for "without end", where a setting has it. */
  never: string | undefined;
  onChange: (value: JsonValue) => void;
}

function startOf(value: JsonValue | undefined): { amount: string; unit: DurationUnit } {
  const seconds = typeof value === "string" ? secondsOf(value) : undefined;
  if (seconds === undefined)
    return { amount: typeof value === "string" ? value : "", unit: "hours" };
  const { amount, unit } = amountAndUnit(seconds);
  return { amount: String(amount), unit };
}

function lengthOf(unit: DurationUnit): number {
  return DURATION_UNITS.find((entry) => entry.unit === unit)?.seconds ?? 1;
}

/** A number and its unit; `1h30m` may be typed or pasted as well. */
export function DurationField({ wiring, name, value, never, onChange }: DurationFieldProps) {
  const [typed, setTyped] = useState(() => startOf(value));
  const isNever = value === -1 || value === "-1";
  const type = (amount: string, unit: DurationUnit) => {
    const pasted = secondsOf(amount);
    if (pasted !== undefined) {
      const found = amountAndUnit(pasted);
      setTyped({ amount: String(found.amount), unit: found.unit });
      onChange(wireDuration(pasted));
      return;
    }
    setTyped({ amount, unit });
    onChange(/^\d{1,9}$/.test(amount) ? wireDuration(Number(amount) * lengthOf(unit)) : amount);
  };
  return (
    <div className="flex flex-col gap-2">
      {isNever ? null : (
        <div className="flex flex-wrap items-center gap-2">
          <Input
            {...wiring}
            inputMode="numeric"
            autoComplete="off"
            className="w-28 tabular-nums"
            value={typed.amount}
            onChange={(event) => type(event.target.value.trim(), typed.unit)}
          />
          <Select
            className="w-auto"
            aria-label={texts.unitOf(name)}
            value={typed.unit}
            onChange={(event) => {
              const next = DURATION_UNITS.find(({ unit }) => unit === event.target.value);
              if (next) type(typed.amount, next.unit);
            }}
          >
            {DURATION_UNITS.map(({ unit }) => (
              <option key={unit} value={unit}>
                {texts.units[unit]}
              </option>
            ))}
          </Select>
          <code className="text-table text-muted-foreground">{textOf(value)}</code>
        </div>
      )}
      {never === undefined ? null : (
        <Checkbox
          {...(isNever ? { id: wiring.id } : {})}
          label={never}
          checked={isNever}
          onChange={(event) => {
            if (event.target.checked) onChange(-1);
            else
              type(
                typed.amount === "" ? "30" : typed.amount,
                typed.amount === "" ? "days" : typed.unit,
              );
          }}
        />
      )}
    </div>
  );
}
