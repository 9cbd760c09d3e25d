import { ChipsInput } from "../../../components/ui/chips-input.js";
import { Field, Input } from "../../../components/ui/field.js";

interface TextFieldProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  optional?: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** One line of text of a client. */
export function TextField({
  label,
  hint,
  error,
  optional = false,
  value,
  onChange,
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <Input
          {...wiring}
          value={value}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface ListFieldProps {
  label: string;
  hint: string;
  entry: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  readOnly: boolean;
}

/** A list of short values of a client, each once. */
export function ListField({ label, hint, entry, values, onChange, readOnly }: ListFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(wiring) => (
        <ChipsInput
          wiring={wiring}
          values={values}
          onChange={(next) => onChange([...new Set(next)])}
          what={entry}
          inputMode="url"
          readOnly={readOnly}
        />
      )}
    </Field>
  );
}
