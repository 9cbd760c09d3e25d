import type { PersonalAccessToken, ProjectMetadata } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ChipsInput } from "../../../components/ui/chips-input.js";
import { Field, FieldError, Input, Select } from "../../../components/ui/field.js";
import { ShowAsCurl, useShowAsCurl } from "../../../components/ui/show-as-curl.js";
import { apiCurl } from "../../../lib/api-snippet.js";
import { FormError } from "../../../components/ui/form-error.js";
import { asApiError } from "../../../lib/api-error.js";
import { useCtrlKey } from "../../../lib/use-ctrl-key.js";
import { calendarDay } from "../../../lib/format.js";
import { useSession } from "../../../lib/session.js";
import { createToken } from "../api/personal-access-tokens.js";
import { templateNames, templates, within } from "../../../components/permissions/matrix.js";
import { isNetwork } from "../../../components/networks/network.js";
import {
  expiryChoices,
  expiryOf,
  tokenBodyOf,
  tokenProblems,
  type TokenDraft,
} from "../token-draft.js";
import { tokenTexts as texts } from "../texts.js";
import { AbilityPanel } from "./ability-panel.js";
import { PermissionMatrix } from "../../../components/permissions/permission-matrix.js";
import { ProjectReach } from "../../../components/projects/project-reach.js";

interface CreateTokenFormProps {
  initial: TokenDraft;
  projects: readonly ProjectMetadata[];
  onCreated: (token: PersonalAccessToken) => void;
  onCancel: () => void;
}

/** Name, permissions, projects, expiry and addresses of a new token. */
export function CreateTokenForm({ initial, projects, onCreated, onCancel }: CreateTokenFormProps) {
  const form = useId();
  const { member, workspace } = useSession();
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [now] = useState(() => Date.now());
  const [draft, setDraft] = useState(initial);
  const [submitted, setSubmitted] = useState(false);
  const curl = useShowAsCurl();
  const change = (next: Partial<TokenDraft>) => setDraft((before) => ({ ...before, ...next }));
  const problems = tokenProblems(draft, now);
  const shown = submitted ? problems : {};
  const end = expiryOf(draft, now);
  const creation = useMutation({
    mutationFn: () => createToken(tokenBodyOf(draft, now), idempotencyKey.current),
    onSuccess: async (token) => {
      await queryClient.invalidateQueries({
        queryKey: [`workspace:${workspace.id}`, "personal-access-tokens"],
      });
      onCreated(token);
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
    gcTime: 0,
  });
  const refusal = creation.error === null ? null : asApiError(creation.error);
  const pending = creation.isPending || creation.isSuccess;
  const submit = () => {
    setSubmitted(true);
    if (Object.keys(problems).length === 0) {
      if (!pending) creation.mutate();
      return;
    }
    window.setTimeout(() => {
      const first = document.querySelector<HTMLElement>(
        `#${CSS.escape(form)} :is([aria-invalid="true"], [data-problem] input:not(:disabled))`,
      );
      first?.focus();
    });
  };
  useCtrlKey("enter", submit);
  return (
    <form
      id={form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit();
      }}
      className="grid items-start gap-6 xl:grid-cols-[minmax(0,45rem)_22rem]"
    >
      <div className="flex min-w-0 flex-col gap-6">
        {refusal === null || refusal.status === 409 ? null : <FormError error={refusal} />}
        <Field
          label={texts.name}
          hint={texts.nameHint}
          error={refusal?.status === 409 ? texts.nameTaken : shown.name}
        >
          {(wiring) => (
            <Input
              {...wiring}
              value={draft.name}
              autoComplete="off"
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <ProjectReach
          reach={draft.reach}
          projectIds={draft.projectIds}
          projects={projects}
          error={shown.projects}
          onChange={change}
        />
        <fieldset className="min-w-0" {...(shown.permissions ? { "data-problem": true } : {})}>
          <legend className="font-medium">{texts.permissions}</legend>
          <p id={`${form}-permissions`} className="text-table text-muted-foreground mb-3">
            {texts.permissionsHint}
          </p>
          {shown.permissions === undefined ? null : (
            <div className="mb-3">
              <FieldError>{shown.permissions}</FieldError>
            </div>
          )}
          <fieldset className="mb-3 flex flex-wrap gap-2">
            <legend className="sr-only">{texts.startFrom}</legend>
            {templateNames.map((template) => (
              <Button
                key={template}
                size="dense"
                onClick={() =>
                  change({ permissions: within(member.permissions, templates[template]) })
                }
              >
                {texts.templates[template]}
              </Button>
            ))}
          </fieldset>
          <PermissionMatrix
            permissions={draft.permissions}
            onChange={(permissions) => change({ permissions })}
            held={member.permissions}
            describedBy={`${form}-permissions`}
          />
        </fieldset>
        <Card>
          <div className="flex flex-col gap-5">
            <Field
              label={texts.expires}
              hint={
                draft.expiry !== "custom" && end !== undefined
                  ? texts.expiresOn(calendarDay(end))
                  : undefined
              }
            >
              {(wiring) => (
                <Select
                  {...wiring}
                  className="w-full sm:w-56"
                  value={draft.expiry}
                  onChange={(event) => {
                    const expiry = expiryChoices.find((choice) => choice === event.target.value);
                    if (expiry !== undefined) change({ expiry });
                  }}
                >
                  {expiryChoices.map((choice) => (
                    <option key={choice} value={choice}>
                      {texts.expiry[choice]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            {draft.expiry === "custom" ? (
              <Field label={texts.expiryDay} error={shown.expiry}>
                {(wiring) => (
                  <Input
                    {...wiring}
                    type="date"
                    className="w-full sm:w-56"
                    value={draft.day}
                    onChange={(event) => change({ day: event.target.value })}
                  />
                )}
              </Field>
            ) : null}
            <Field label={texts.addresses} hint={texts.addressesHint} error={shown.addresses}>
              {(wiring) => (
                <ChipsInput
                  wiring={wiring}
                  values={draft.addresses}
                  onChange={(next) => change({ addresses: [...new Set(next)] })}
                  what={texts.addressEntry}
                  placeholder="203.0.113.0/24"
                  toneOf={(value) => (isNetwork(value) ? undefined : "failure")}
                />
              )}
            </Field>
          </div>
        </Card>
        {curl.shown ? (
          <ShowAsCurl
            snippets={[
              {
                label: "curl",
                code: apiCurl("POST", "/personal-access-tokens", tokenBodyOf(draft, now)),
              },
            ]}
          />
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" type="submit" pending={pending}>
            {texts.create}
          </Button>
          <Button onClick={onCancel}>{texts.cancel}</Button>
          {curl.toggle}
        </div>
      </div>
      <div className="xl:sticky xl:top-20">
        <AbilityPanel draft={draft} projects={projects} end={end} />
      </div>
    </form>
  );
}
