import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button } from "../../../components/ui/button.js";
import { Checkbox, Select } from "../../../components/ui/field.js";
import { announce } from "../../../lib/announce.js";
import type { Outcome, Overrides } from "../draft.js";
import { clientTexts as texts } from "../texts.js";
import { grantReason, methodReason } from "../type-texts.js";

interface OutcomePanelProps {
  outcome: Outcome;
  overrides: Overrides;
  onOverride: (overrides: Overrides) => void;
  grantTypes: readonly string[];
  authenticationMethods: readonly string[];
  /** The type asks users whoever runs it. */
  alwaysAsked: boolean;
  mayChangeConsent: boolean;
}

function consentReason({ consent }: Outcome, always: boolean): string {
  if (consent === "none") return texts.consentReasons.none;
  if (consent === "skipped") return texts.consentReasons.skipped;
  return always ? texts.consentReasons.device : texts.consentReasons.asked;
}

function consentWord(consent: Outcome["consent"]): string {
  if (consent === "none") return texts.noUser;
  return consent === "skipped" ? texts.consentSkipped : texts.consentAsked;
}

function pkceWord({ usesCode, isPublic }: Outcome): string {
  if (!usesCode) return texts.pkceNone;
  return isPublic ? texts.pkceRequired : texts.pkceUsed;
}

function useAnnouncedChanges(lines: Record<string, string>): void {
  const before = useRef(lines);
  useEffect(() => {
    const changed = Object.entries(lines).find(([line, value]) => before.current[line] !== value);
    before.current = lines;
    if (changed) announce(texts.announceChange(changed[0], changed[1]));
  }, [lines]);
}

/** What the client will be: follows every change of the form, and each line can be changed here. */
export function OutcomePanel({
  outcome,
  overrides,
  onOverride,
  grantTypes,
  authenticationMethods,
  alwaysAsked,
  mayChangeConsent,
}: OutcomePanelProps) {
  useAnnouncedChanges({
    [texts.grantTypes]: outcome.grantTypes.join(", "),
    [texts.authentication]: outcome.authenticationMethod,
    [texts.pkce]: pkceWord(outcome),
    [texts.consent]: consentWord(outcome.consent),
  });
  const set = (next: Overrides) => onOverride({ ...overrides, ...next });
  return (
    <section
      aria-label={texts.panel}
      className="rounded-card border-border bg-sidebar border px-5 py-4"
    >
      <h2 className="text-section mb-2 font-semibold">{texts.panel}</h2>
      <dl className="divide-border flex flex-col divide-y">
        <Line
          label={texts.grantTypes}
          value={outcome.grantTypes.map((grantType) => (
            <code key={grantType} className="block break-all">
              {grantType}
            </code>
          ))}
          reason={grantReason(outcome.grantTypes)}
          changed={overrides.grantTypes !== undefined}
          onReset={() => set({ grantTypes: undefined })}
          editor={grantTypes.map((grantType) => (
            <Checkbox
              key={grantType}
              label={<code className="break-all">{grantType}</code>}
              checked={outcome.grantTypes.includes(grantType)}
              onChange={(event) =>
                set({
                  grantTypes: event.target.checked
                    ? [...outcome.grantTypes, grantType]
                    : outcome.grantTypes.filter((entry) => entry !== grantType),
                })
              }
            />
          ))}
        />
        <Line
          label={texts.authentication}
          value={<code>{outcome.authenticationMethod}</code>}
          reason={methodReason(outcome.authenticationMethod)}
          changed={overrides.authenticationMethod !== undefined}
          onReset={() => set({ authenticationMethod: undefined })}
          editor={
            <Select
              aria-label={texts.authentication}
              value={outcome.authenticationMethod}
              onChange={(event) => set({ authenticationMethod: event.target.value })}
            >
              {authenticationMethods.map((method) => (
                <option key={method}>{method}</option>
              ))}
            </Select>
          }
        />
        <Line label={texts.pkce} value={pkceWord(outcome)} />
        <Line
          label={texts.accessToken}
          value={accessTokenWord(outcome.accessToken)}
          reason={texts.accessTokenReasons[outcome.accessToken]}
          changed={overrides.accessToken !== undefined}
          onReset={() => set({ accessToken: undefined })}
          editor={
            <Select
              aria-label={texts.accessToken}
              value={outcome.accessToken}
              onChange={(event) => {
                const chosen = (["", "opaque", "jwt"] as const).find(
                  (format) => format === event.target.value,
                );
                set({ accessToken: chosen });
              }}
            >
              <option value="">{texts.accessTokenProject}</option>
              <option value="opaque">{texts.accessTokenOpaque}</option>
              <option value="jwt">{texts.accessTokenJwt}</option>
            </Select>
          }
        />
        <Line
          label={texts.consent}
          value={consentWord(outcome.consent)}
          reason={consentReason(outcome, alwaysAsked)}
          changed={overrides.consent !== undefined}
          onReset={() => set({ consent: undefined })}
          editor={
            outcome.consent === "none" || !mayChangeConsent ? undefined : (
              <Checkbox
                label={texts.consentSkip}
                checked={outcome.consent === "skipped"}
                onChange={(event) => set({ consent: event.target.checked ? "skipped" : "asked" })}
              />
            )
          }
        />
      </dl>
    </section>
  );
}

function accessTokenWord(format: Outcome["accessToken"]): string {
  if (format === "jwt") return texts.accessTokenJwt;
  return format === "opaque" ? texts.accessTokenOpaque : texts.accessTokenProject;
}

interface LineProps {
  label: string;
  value: ReactNode;
  reason?: string;
  changed?: boolean;
  onReset?: () => void;
  editor?: ReactNode;
}

function Line({ label, value, reason, changed = false, onReset, editor }: LineProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className="py-3">
      <dt className="text-muted-foreground text-table flex min-h-7 items-center justify-between gap-2">
        {label}
        {editor === undefined ? null : (
          <Button
            kind="ghost"
            size="dense"
            className="-mr-2"
            aria-expanded={open}
            aria-label={`${open ? texts.doneChanging : texts.change}: ${label}`}
            onClick={() => setOpen(!open)}
          >
            {open ? texts.doneChanging : texts.change}
          </Button>
        )}
      </dt>
      <dd className="flex flex-col gap-1">
        <div className="font-medium">{value}</div>
        {reason === undefined ? null : <p className="text-table text-muted-foreground">{reason}</p>}
        {changed ? (
          <p className="text-table text-primary flex items-center gap-2">
            {texts.changedByYou}
            <Button
              kind="ghost"
              size="dense"
              onClick={onReset}
              aria-label={`${texts.reset}: ${label}`}
            >
              {texts.reset}
            </Button>
          </p>
        ) : null}
        {open ? <div className="mt-1 flex flex-col gap-1.5">{editor}</div> : null}
      </dd>
    </div>
  );
}
