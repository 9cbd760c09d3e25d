import { Field, Input, Select } from "../../../components/ui/field.js";
import { COVERED } from "../edits.js";
import { textOf, type JsonValue } from "../setting.js";
import { configurationTexts as texts } from "../texts.js";

interface HookFieldProps {
  name: string;
  error: string | undefined;
  value: JsonValue | undefined;
  onChange: (value: JsonValue) => void;
}

interface Hook {
  url: string;
  auth: JsonValue | undefined;
}

function isRecord(value: unknown): value is { [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hookOf(value: JsonValue | undefined): Hook {
  if (!isRecord(value)) return { url: typeof value === "string" ? value : "", auth: undefined };
  const url = value["url"];
  return { url: typeof url === "string" ? url : "", auth: value["auth"] };
}

function written({ url, auth }: Hook): JsonValue {
  if (url === "") return null;
  return auth === undefined ? url : { url, auth };
}

interface Credential {
  place: string;
  name: string;
  value: string;
}

function credentialOf(auth: JsonValue | undefined): Credential | undefined {
  if (!isRecord(auth) || !isRecord(auth["config"])) return undefined;
  const { in: place, name, value } = auth["config"];
  return { place: textOf(place), name: textOf(name), value: textOf(value) };
}

function authOf({ place, name, value }: Credential): JsonValue {
  return { type: "api_key", config: { in: place, name, value } };
}

/** The address of a hook, and the write-only credential that it is called with. */
export function HookField({ name, error, value, onChange }: HookFieldProps) {
  const hook = hookOf(value);
  const isCovered = hook.auth === COVERED;
  const credential = credentialOf(hook.auth);
  const kind = isCovered ? COVERED : (credential?.place ?? "");
  const change = (next: Partial<Hook>) => onChange(written({ ...hook, ...next }));
  const setCredential = (next: Partial<Credential>) => {
    if (credential) change({ auth: authOf({ ...credential, ...next }) });
  };
  const chooseKind = (chosen: string) => {
    if (chosen === "") change({ auth: undefined });
    else if (chosen === COVERED) change({ auth: COVERED });
    else
      change({ auth: authOf({ name: "Authorization", value: "", ...credential, place: chosen }) });
  };
  return (
    <div className="flex flex-col gap-3">
      <Field
        label={`${name}: ${texts.hookAddress.toLowerCase()}`}
        hint={texts.hookAddressHint}
        error={error}
      >
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="url"
            autoComplete="off"
            value={hook.url}
            onChange={(event) => change({ url: event.target.value.trim() })}
          />
        )}
      </Field>
      {hook.url === "" ? null : (
        <Field label={texts.hookIn} hint={isCovered ? texts.hookValueSet : texts.hookHeaderHint}>
          {(wiring) => (
            <Select {...wiring} value={kind} onChange={(event) => chooseKind(event.target.value)}>
              {isCovered ? <option value={COVERED}>{texts.hookStored}</option> : null}
              <option value="">{texts.hookNone}</option>
              <option value="header">{texts.hookInHeader}</option>
              <option value="cookie">{texts.hookInCookie}</option>
            </Select>
          )}
        </Field>
      )}
      {hook.url === "" || credential === undefined ? null : (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={texts.hookName}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                value={credential.name}
                onChange={(event) => setCredential({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label={texts.hookValue}>
            {(wiring) => (
              <Input
                {...wiring}
                type="password"
                autoComplete="new-password"
                value={credential.value}
                onChange={(event) => setCredential({ value: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  );
}
