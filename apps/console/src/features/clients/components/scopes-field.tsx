import { ChipsInput } from "../../../components/ui/chips-input.js";
import { Checkbox, Field } from "../../../components/ui/field.js";
import { clientTexts as texts } from "../texts.js";

const USER_SCOPES = ["openid", "offline_access", "profile", "email"];

interface ScopesFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  hint: string;
  /** The scopes of OpenID Connect as boxes; without a user they mean nothing. */
  offersUserScopes: boolean;
}

/** What a client may ask for: the usual scopes as boxes, its own as chips. */
export function ScopesField({ values, onChange, hint, offersUserScopes }: ScopesFieldProps) {
  const boxes = offersUserScopes ? USER_SCOPES : [];
  const own = values.filter((scope) => !boxes.includes(scope));
  const ticked = values.filter((scope) => boxes.includes(scope));
  return (
    <Field label={texts.scopes} hint={hint}>
      {(wiring) => (
        <div className="flex flex-col gap-3">
          {boxes.length === 0 ? null : (
            <div className="flex flex-wrap gap-x-5 gap-y-2">
              {boxes.map((scope) => (
                <Checkbox
                  key={scope}
                  label={<code>{scope}</code>}
                  checked={values.includes(scope)}
                  onChange={(event) =>
                    onChange(
                      event.target.checked
                        ? [...values, scope]
                        : values.filter((entry) => entry !== scope),
                    )
                  }
                />
              ))}
            </div>
          )}
          <ChipsInput
            wiring={wiring}
            values={own}
            onChange={(next) => onChange([...new Set([...ticked, ...next])])}
            what={texts.scope}
            placeholder="orders.read"
          />
        </div>
      )}
    </Field>
  );
}

interface AudienceFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  error?: string | undefined;
}

/** The addresses that access tokens of a client may be for. */
export function AudienceField({ values, onChange, error }: AudienceFieldProps) {
  return (
    <Field label={texts.audience} hint={texts.audienceHint} error={error}>
      {(wiring) => (
        <ChipsInput
          wiring={wiring}
          values={values}
          onChange={(next) => onChange([...new Set(next)])}
          what={texts.audienceEntry}
          inputMode="url"
          placeholder="https://api.example.com"
        />
      )}
    </Field>
  );
}
