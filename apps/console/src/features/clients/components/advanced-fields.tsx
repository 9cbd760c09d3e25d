import { ChevronRight } from "lucide-react";
import { ChipsInput } from "../../../components/ui/chips-input.js";
import { Field, Input } from "../../../components/ui/field.js";
import { typeDefaults } from "../client-type.js";
import { outcomeOf, type ClientDraft } from "../draft.js";
import type { DraftProblems } from "../draft-problems.js";
import { clientTexts as texts } from "../texts.js";
import { AudienceField } from "./scopes-field.js";

interface AdvancedFieldsProps {
  draft: ClientDraft;
  problems: DraftProblems;
  onChange: (next: Partial<ClientDraft>) => void;
  /** Opened by force when a field inside needs mending. */
  open: boolean;
}

/** What most clients leave to its default. */
export function AdvancedFields({ draft, problems, onChange, open }: AdvancedFieldsProps) {
  const { usesCode } = outcomeOf(draft);
  return (
    <details className="rounded-card border-border group border" {...(open ? { open: true } : {})}>
      <summary className="hover:bg-muted rounded-card flex min-h-10 list-none items-center gap-2 px-4 font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {texts.advanced}
      </summary>
      <div className="flex flex-col gap-5 px-4 pt-3 pb-5">
        <Field label={texts.clientId} hint={texts.clientIdHint} error={problems.clientId} optional>
          {(wiring) => (
            <Input
              {...wiring}
              value={draft.clientId}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              className="w-full font-mono"
              onChange={(event) => onChange({ clientId: event.target.value.trim() })}
            />
          )}
        </Field>
        {typeDefaults[draft.type].audience === "required" ? null : (
          <AudienceField values={draft.audience} onChange={(audience) => onChange({ audience })} />
        )}
        {usesCode ? (
          <Field label={texts.postLogoutUris} hint={texts.postLogoutHint}>
            {(wiring) => (
              <ChipsInput
                wiring={wiring}
                values={draft.postLogoutUris}
                onChange={(postLogoutUris) => onChange({ postLogoutUris })}
                what={texts.postLogoutEntry}
                inputMode="url"
                placeholder="https://app.example.com/signed-out"
              />
            )}
          </Field>
        ) : null}
        <AddressField
          label={texts.policy}
          value={draft.policy}
          onChange={(policy) => onChange({ policy })}
        />
        <AddressField
          label={texts.terms}
          value={draft.terms}
          onChange={(terms) => onChange({ terms })}
        />
        <AddressField
          label={texts.logoUri}
          value={draft.logo}
          onChange={(logo) => onChange({ logo })}
        />
        <Field label={texts.contacts} optional>
          {(wiring) => (
            <ChipsInput
              wiring={wiring}
              values={draft.contacts}
              onChange={(contacts) => onChange({ contacts })}
              what={texts.contactEntry}
              placeholder="team@example.com"
            />
          )}
        </Field>
        <Field label={texts.owner} hint={texts.ownerHint} optional>
          {(wiring) => (
            <Input
              {...wiring}
              value={draft.owner}
              autoComplete="off"
              onChange={(event) => onChange({ owner: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

interface AddressFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function AddressField({ label, value, onChange }: AddressFieldProps) {
  return (
    <Field label={label} optional>
      {(wiring) => (
        <Input
          {...wiring}
          type="url"
          inputMode="url"
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value.trim())}
        />
      )}
    </Field>
  );
}
