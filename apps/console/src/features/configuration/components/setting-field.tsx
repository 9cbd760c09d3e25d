import { ChipsInput } from "../../../components/ui/chips-input.js";
import { Checkbox, Field, FieldError, Input, Select } from "../../../components/ui/field.js";
import { durationInWords } from "../../../lib/format.js";
import { secondsOf } from "../duration.js";
import { COVERED } from "../edits.js";
import { defaultOf, textOf, type JsonValue, type Setting } from "../setting.js";
import { configurationTexts as texts } from "../texts.js";
import { DurationField } from "./duration-field.js";
import { HookField } from "./hook-field.js";

interface SettingFieldProps {
  setting: Setting;
  value: JsonValue | undefined;
  isSet: boolean;
  error: string | undefined;
  readOnly: boolean;
  onChange: (value: JsonValue) => void;
  /** Back to the default. */
  onReset: () => void;
}

/** A value in words, such as "1 hour". */
export function inWords(setting: Setting, value: JsonValue | undefined): string {
  if (value === undefined || value === "" || value === null) {
    return setting.kind === "page" ? texts.hosted : texts.none;
  }
  if (typeof value === "boolean") return value ? texts.on : texts.off;
  if (Array.isArray(value)) return value.length === 0 ? texts.none : value.map(textOf).join(", ");
  if (setting.kind === "duration") {
    const seconds = secondsOf(textOf(value));
    if (seconds === undefined) return setting.never?.toLowerCase() ?? textOf(value);
    return durationInWords(seconds);
  }
  return textOf(value);
}

/** Name, sentence, wire name, value and default of one setting. */
export function SettingField(props: SettingFieldProps) {
  const { setting, isSet, readOnly, onReset } = props;
  const initial = defaultOf(setting);
  return (
    <div className="border-border flex flex-col gap-2 border-b pb-5 last:border-b-0 last:pb-0">
      <Control {...props} />
      <p className="text-table text-muted-foreground flex flex-wrap items-center gap-x-3 gap-y-1">
        <code className="break-all">{setting.wire}</code>
        {initial === undefined ? null : <span>{texts.defaultIs(inWords(setting, initial))}</span>}
        {isSet && !readOnly ? (
          <button
            type="button"
            className="text-primary rounded-badge min-h-6 underline underline-offset-2"
            aria-label={texts.resetSetting(setting.name)}
            onClick={onReset}
          >
            {texts.reset}
          </button>
        ) : null}
      </p>
    </div>
  );
}

function Control({ setting, value, error, readOnly, onChange }: SettingFieldProps) {
  switch (setting.kind) {
    case "flag":
      return (
        <>
          <Checkbox
            label={<span className="font-medium">{setting.name}</span>}
            hint={setting.sentence}
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          {error === undefined ? null : <FieldError>{error}</FieldError>}
        </>
      );
    case "members":
      return (
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 font-medium">{setting.name}</legend>
          <p className="text-table text-muted-foreground -mt-1">{setting.sentence}</p>
          {error === undefined ? null : <FieldError>{error}</FieldError>}
          {setting.choices.map((choice) => {
            const chosen = Array.isArray(value) ? value.map(textOf) : [];
            return (
              <Checkbox
                key={choice}
                label={<code>{choice}</code>}
                checked={chosen.includes(choice)}
                onChange={(event) =>
                  onChange(
                    setting.choices.filter((entry) =>
                      entry === choice ? event.target.checked : chosen.includes(entry),
                    ),
                  )
                }
              />
            );
          })}
        </fieldset>
      );
    case "hook":
      return (
        <div className="flex flex-col gap-2">
          <p className="text-muted-foreground">{setting.sentence}</p>
          <HookField name={setting.name} error={error} value={value} onChange={onChange} />
        </div>
      );
    default:
      return (
        <Field label={setting.name} hint={hintOf(setting, value)} error={error}>
          {(wiring) => {
            switch (setting.kind) {
              case "duration":
                return (
                  <DurationField
                    wiring={wiring}
                    name={setting.name}
                    value={value}
                    never={setting.never}
                    onChange={onChange}
                  />
                );
              case "choice":
                return (
                  <Select
                    {...wiring}
                    value={textOf(value)}
                    onChange={(event) => onChange(event.target.value)}
                  >
                    {setting.choices.map((choice) => (
                      <option key={choice.value} value={choice.value}>
                        {choice.label}
                      </option>
                    ))}
                  </Select>
                );
              case "list":
                return (
                  <ChipsInput
                    wiring={wiring}
                    values={Array.isArray(value) ? value.map(textOf) : []}
                    what={setting.entry}
                    readOnly={readOnly}
                    onChange={(next) => onChange([...new Set(next)])}
                  />
                );
              case "secret":
                return (
                  <Input
                    {...wiring}
                    type="password"
                    autoComplete="new-password"
                    value={value === undefined || value === COVERED ? "" : textOf(value)}
                    onChange={(event) => onChange(event.target.value)}
                  />
                );
              default:
                return (
                  <Input
                    {...wiring}
                    autoComplete="off"
                    inputMode={setting.kind === "page" ? "url" : "text"}
                    value={typeof value === "string" ? value : ""}
                    onChange={(event) => onChange(event.target.value.trim())}
                  />
                );
            }
          }}
        </Field>
      );
  }
}

function hintOf(setting: Setting, value: JsonValue | undefined): string {
  switch (setting.kind) {
    case "page":
      return texts.pageNote(setting.sentence);
    case "secret":
      return [
        setting.sentence,
        setting.range,
        value === COVERED ? texts.secretSet : texts.secretEmpty,
      ].join(" ");
    case "choice":
    case "flag":
    case "hook":
    case "members":
      return setting.sentence;
    default:
      return `${setting.sentence} ${setting.range}`;
  }
}
