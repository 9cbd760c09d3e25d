import type { OAuth2Client, Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Field, Input } from "../../../components/ui/field.js";
import { RadioCards } from "../../../components/ui/radio-cards.js";
import { ShowAsCurl, useShowAsCurl } from "../../../components/ui/show-as-curl.js";
import { asApiError } from "../../../lib/api-error.js";
import { useCtrlKey } from "../../../lib/use-ctrl-key.js";
import { createClient } from "../api/clients.js";
import { DEVICE_CODE, offeredTypes, typeDefaults, type Party } from "../client-type.js";
import { bodyOf, emptyDraft, outcomeOf, withType, type ClientDraft } from "../draft.js";
import { draftProblems, type DraftProblems } from "../draft-problems.js";
import { createClientSnippets } from "../snippets.js";
import { clientTexts as texts } from "../texts.js";
import { typeTexts } from "../type-texts.js";
import { AdvancedFields } from "./advanced-fields.js";
import { OutcomePanel } from "./outcome-panel.js";
import { RedirectUrisField } from "./redirect-uris-field.js";
import { AudienceField, ScopesField } from "./scopes-field.js";

interface CreateClientFormProps {
  project: Project;
  supported: { grantTypes: readonly string[]; authenticationMethods: readonly string[] };
  onCreated: (client: OAuth2Client) => void;
  onCancel: () => void;
}

const parties: readonly { value: Party; label: string; description: string }[] = [
  { value: "ours", label: texts.ours, description: texts.oursText },
  { value: "anothers", label: texts.anothers, description: texts.anothersText },
];

/** One page: what it is, whose it is, and what follows from that. */
export function CreateClientForm({
  project,
  supported,
  onCreated,
  onCancel,
}: CreateClientFormProps) {
  const form = useId();
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [draft, setDraft] = useState<ClientDraft>(() => emptyDraft("web"));
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const curl = useShowAsCurl();
  const outcome = outcomeOf(draft);
  const change = (next: Partial<ClientDraft>) => setDraft((before) => ({ ...before, ...next }));
  const problems: DraftProblems = draftProblems(draft, project.environment, kept);
  const shownProblems = submitted ? problems : {};
  const creation = useMutation({
    mutationFn: () => createClient(project.id, bodyOf(draft), idempotencyKey.current),
    onSuccess: async (client) => {
      await queryClient.invalidateQueries({ queryKey: [project.id, "clients"] });
      onCreated(client);
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  const refusal = creation.error === null ? null : asApiError(creation.error);
  const taken = refusal?.status === 409 && draft.clientId !== "";
  const pending = creation.isPending || creation.isSuccess;

  const submit = () => {
    setSubmitted(true);
    if (Object.keys(problems).length === 0) {
      if (!pending) creation.mutate();
      return;
    }
    window.setTimeout(() => {
      document.querySelector<HTMLElement>(`#${CSS.escape(form)} [aria-invalid="true"]`)?.focus();
    });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  useCtrlKey("enter", submit);
  const types = offeredTypes(supported.grantTypes);
  return (
    <form
      id={form}
      onSubmit={onSubmit}
      noValidate
      className="grid items-start gap-6 xl:grid-cols-[minmax(0,45rem)_22rem]"
    >
      <div className="flex min-w-0 flex-col gap-6">
        {refusal === null || taken ? null : <FormError error={refusal} noun="project" />}
        <RadioCards
          legend={texts.whatIsIt}
          name="type"
          value={draft.type}
          onChange={(type) => setDraft((before) => withType(before, type))}
          cards={types.map((type) => ({ value: type, ...typeTexts[type] }))}
        />
        <RadioCards
          legend={texts.whoseIsIt}
          name="party"
          value={draft.party}
          onChange={(party) => change({ party })}
          cards={parties}
        />
        <Field label={texts.name} hint={texts.nameHint} error={shownProblems.name}>
          {(wiring) => (
            <Input
              {...wiring}
              value={draft.name}
              placeholder={texts.namePlaceholder}
              autoComplete="off"
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        {draft.party === "anothers" ? (
          <Field label={texts.site} hint={texts.siteHint} error={shownProblems.site}>
            {(wiring) => (
              <Input
                {...wiring}
                type="url"
                inputMode="url"
                autoComplete="off"
                value={draft.site}
                onChange={(event) => change({ site: event.target.value.trim() })}
              />
            )}
          </Field>
        ) : null}
        {outcome.usesCode ? (
          <RedirectUrisField
            values={draft.redirectUris}
            onChange={(redirectUris) => change({ redirectUris })}
            type={draft.type}
            environment={project.environment}
            hasSecret={!outcome.isPublic}
            kept={kept}
            onKeep={(value) => setKept(new Set([...kept, value]))}
            error={shownProblems.redirectUris}
          />
        ) : null}
        <ScopesField
          values={draft.scopes}
          onChange={(scopes) => change({ scopes })}
          hint={outcome.consent === "none" ? texts.scopesServiceHint : texts.scopesHint}
          offersUserScopes={outcome.consent !== "none"}
        />
        {typeDefaults[draft.type].audience === "required" ? (
          <AudienceField
            values={draft.audience}
            onChange={(audience) => change({ audience })}
            error={shownProblems.audience}
          />
        ) : null}
        <AdvancedFields
          draft={draft}
          problems={
            taken
              ? { ...shownProblems, clientId: texts.clientIdTaken(draft.clientId) }
              : shownProblems
          }
          onChange={change}
          open={taken || shownProblems.clientId !== undefined}
        />
        {curl.shown ? <ShowAsCurl snippets={createClientSnippets(project, bodyOf(draft))} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" type="submit" pending={pending}>
            {texts.create}
          </Button>
          <Button onClick={onCancel}>{texts.cancel}</Button>
          {curl.toggle}
        </div>
      </div>
      <div className="xl:sticky xl:top-20">
        <OutcomePanel
          key={draft.type}
          outcome={outcome}
          overrides={draft.overrides}
          onOverride={(overrides) => change({ overrides })}
          grantTypes={supported.grantTypes.filter(
            (grantType) => grantType !== DEVICE_CODE || types.includes("device"),
          )}
          authenticationMethods={supported.authenticationMethods}
          alwaysAsked={typeDefaults[draft.type].consent === "always"}
          mayChangeConsent={typeDefaults[draft.type].consent !== "always" && !outcome.isPublic}
        />
      </div>
    </form>
  );
}
