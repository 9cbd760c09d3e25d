import type { OAuth2Client, Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Card } from "../../../components/ui/card.js";
import { Checkbox, Field, Select } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Note } from "../../../components/ui/note.js";
import { SaveBar } from "../../../components/ui/save-bar.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { useCtrlKey } from "../../../lib/use-ctrl-key.js";
import { clientQuery, patchClient } from "../api/clients.js";
import { typeOf } from "../client-type.js";
import {
  changesBetween,
  patchOf,
  settingsOf,
  type ClientSettingsValues,
} from "../settings-form.js";
import { clientTexts as texts } from "../texts.js";
import { ListField, TextField } from "./settings-fields.js";
import { lintAll, RedirectUrisField } from "./redirect-uris-field.js";
import { ScopesField } from "./scopes-field.js";

interface ClientSettingsProps {
  project: Project;
  client: OAuth2Client;
  supported: { grantTypes: readonly string[]; authenticationMethods: readonly string[] };
}

/** The settings of a client, saved together. */
export function ClientSettings({ project, client, supported }: ClientSettingsProps) {
  const may = useMay();
  const queryClient = useQueryClient();
  const saved = settingsOf(client);
  const [values, setValues] = useState<ClientSettingsValues>(saved);
  const [kept, setKept] = useState<ReadonlySet<string>>(() => new Set(saved.redirect_uris));
  const [submitted, setSubmitted] = useState(false);
  const changes = changesBetween(saved, values);
  const set = (next: Partial<ClientSettingsValues>) =>
    setValues((before) => ({ ...before, ...next }));
  const saving = useMutation({
    mutationFn: () => patchClient(project.id, client.client_id, patchOf(changes, values)),
    onSuccess: async (next) => {
      queryClient.setQueryData(clientQuery(project.id, client.client_id).queryKey, next);
      setValues(settingsOf(next));
      setSubmitted(false);
      await queryClient.invalidateQueries({ queryKey: [project.id, "clients"] });
      toast(texts.saved);
    },
  });
  const writable = may("clients:write");
  const hasSecret = values.token_endpoint_auth_method !== "none";
  const usesCode = values.grant_types.includes("authorization_code");
  const findings = lintAll(values.redirect_uris, {
    type: typeOf(client),
    environment: project.environment,
    hasSecret,
  });
  const redirectProblem = findings.some((finding) => finding?.level === "e")
    ? texts.redirectBlocked
    : findings.some(
          (finding, index) =>
            finding?.level === "w" && !kept.has(values.redirect_uris[index] ?? ""),
        )
      ? texts.redirectDoubts
      : undefined;
  const nameProblem = values.client_name.trim().length > 200 ? texts.nameLong : undefined;
  const save = () => {
    setSubmitted(true);
    if (redirectProblem === undefined && nameProblem === undefined) saving.mutate();
  };
  useCtrlKey("s", () => {
    if (changes.length > 0 && project.environment !== "prod") save();
  });
  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (changes.length > 0 && project.environment !== "prod") save();
      }}
      className="flex max-w-180 flex-col gap-6"
    >
      {writable ? null : <Note kind="info">{uiTexts.needPermission("clients:write")}</Note>}
      {saving.error === null ? null : <FormError error={asApiError(saving.error)} noun="client" />}
      <fieldset disabled={!writable} className="flex min-w-0 flex-col gap-6">
        <Card title={texts.basics}>
          <div className="flex flex-col gap-4">
            <TextField
              label={texts.name}
              error={nameProblem}
              value={values.client_name}
              onChange={(client_name) => set({ client_name })}
            />
            <TextField
              label={texts.site}
              optional
              value={values.client_uri}
              onChange={(client_uri) => set({ client_uri })}
            />
            <TextField
              label={texts.owner}
              hint={texts.ownerHint}
              optional
              value={values.owner}
              onChange={(owner) => set({ owner })}
            />
          </div>
        </Card>
        {usesCode ? (
          <Card title={texts.redirectsAndLogout}>
            <div className="flex flex-col gap-5">
              <RedirectUrisField
                values={values.redirect_uris}
                onChange={(redirect_uris) => set({ redirect_uris })}
                type={typeOf(client)}
                environment={project.environment}
                hasSecret={hasSecret}
                kept={kept}
                onKeep={(value) => setKept(new Set([...kept, value]))}
                error={submitted ? redirectProblem : undefined}
                readOnly={!writable}
              />
              <ListField
                label={texts.postLogoutUris}
                hint={texts.postLogoutHint}
                entry={texts.postLogoutEntry}
                values={values.post_logout_redirect_uris}
                onChange={(post_logout_redirect_uris) => set({ post_logout_redirect_uris })}
                readOnly={!writable}
              />
              <ListField
                label={texts.corsOrigins}
                hint={texts.corsHint}
                entry={texts.corsEntry}
                values={values.allowed_cors_origins}
                onChange={(allowed_cors_origins) => set({ allowed_cors_origins })}
                readOnly={!writable}
              />
            </div>
          </Card>
        ) : null}
        <Card title={texts.grantsAndAuthentication}>
          <div className="flex flex-col gap-5">
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-1 font-medium">{texts.grantTypes}</legend>
              {[...new Set([...supported.grantTypes, ...saved.grant_types])].map((grantType) => (
                <Checkbox
                  key={grantType}
                  label={<code className="break-all">{grantType}</code>}
                  checked={values.grant_types.includes(grantType)}
                  onChange={(event) =>
                    set({
                      grant_types: event.target.checked
                        ? [...values.grant_types, grantType]
                        : values.grant_types.filter((entry) => entry !== grantType),
                    })
                  }
                />
              ))}
            </fieldset>
            <Field label={texts.authentication} hint={texts.authMethodHint}>
              {(wiring) => (
                <Select
                  {...wiring}
                  value={values.token_endpoint_auth_method}
                  onChange={(event) => set({ token_endpoint_auth_method: event.target.value })}
                >
                  {[
                    ...new Set([
                      ...supported.authenticationMethods,
                      saved.token_endpoint_auth_method,
                    ]),
                  ].map((method) => (
                    <option key={method}>{method}</option>
                  ))}
                </Select>
              )}
            </Field>
            <ScopesField
              values={values.scope}
              onChange={(scope) => set({ scope })}
              hint={texts.scopesHint}
              offersUserScopes={usesCode}
            />
            <ListField
              label={texts.audience}
              hint={texts.audienceHint}
              entry={texts.audienceEntry}
              values={values.audience}
              onChange={(audience) => set({ audience })}
              readOnly={!writable}
            />
          </div>
        </Card>
        <Card title={texts.tokensGroup}>
          <Field label={texts.accessToken}>
            {(wiring) => (
              <Select
                {...wiring}
                value={values.access_token_strategy}
                onChange={(event) => set({ access_token_strategy: event.target.value })}
              >
                <option value="">{texts.accessTokenProject}</option>
                <option value="opaque">{texts.accessTokenOpaque}</option>
                <option value="jwt">{texts.accessTokenJwt}</option>
              </Select>
            )}
          </Field>
        </Card>
        <Card title={texts.consentGroup}>
          <div className="flex flex-col gap-4">
            {(usesCode && hasSecret) || values.skip_consent ? (
              <Checkbox
                label={texts.consentSkip}
                hint={texts.consentSkipHint}
                checked={values.skip_consent}
                onChange={(event) => set({ skip_consent: event.target.checked })}
              />
            ) : null}
            <TextField
              label={texts.logoUri}
              optional
              value={values.logo_uri}
              onChange={(logo_uri) => set({ logo_uri })}
            />
            <TextField
              label={texts.policy}
              optional
              value={values.policy_uri}
              onChange={(policy_uri) => set({ policy_uri })}
            />
            <TextField
              label={texts.terms}
              optional
              value={values.tos_uri}
              onChange={(tos_uri) => set({ tos_uri })}
            />
          </div>
        </Card>
      </fieldset>
      <SaveBar
        name={client.client_name || client.client_id}
        changes={changes}
        pending={saving.isPending}
        review={project.environment === "prod" ? "always" : "on request"}
        onSave={save}
        onDiscard={() => {
          setValues(saved);
          setSubmitted(false);
        }}
      />
    </form>
  );
}
