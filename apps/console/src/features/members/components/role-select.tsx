import type { Role } from "@grantry/contracts";
import { Field, Select } from "../../../components/ui/field.js";
import { grantsAll } from "../../../components/permissions/difference.js";
import { memberTexts as texts } from "../texts.js";

interface RoleSelectProps {
  roles: readonly Role[];
  /** What the giver holds: a role beyond it cannot be chosen. */
  held: readonly string[];
  value: string;
  error?: string | undefined;
  onChange: (role: string) => void;
}

/** The role that somebody gets; nobody gives more than they hold. */
export function RoleSelect({ roles, held, value, error, onChange }: RoleSelectProps) {
  return (
    <Field label={texts.role} error={error}>
      {(wiring) => (
        <Select {...wiring} value={value} onChange={(event) => onChange(event.target.value)}>
          {roles.map(({ id, name, permissions }) => (
            <option key={id} value={id} disabled={id !== value && !grantsAll(held, permissions)}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
