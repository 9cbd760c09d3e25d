import type { OAuth2Client, Project } from "@grantry/contracts";
import type { ReactNode } from "react";
import { Card } from "../../../components/ui/card.js";
import { Note } from "../../../components/ui/note.js";
import { SnippetTabs } from "../../../components/ui/snippet-tabs.js";
import { Time } from "../../../components/ui/time.js";
import { typeOf } from "../client-type.js";
import { lintRedirectUri } from "../redirect-uri-lint.js";
import { clientSnippets } from "../snippets.js";
import { clientTexts as texts } from "../texts.js";

interface ClientOverviewProps {
  project: Project;
  client: OAuth2Client;
}

/** What a client is, how it is used, and what about it should be mended. */
export function ClientOverview({ project, client }: ClientOverviewProps) {
  const hasSecret = client.token_endpoint_auth_method?.startsWith("client_secret") ?? true;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <Findings project={project} client={client} hasSecret={hasSecret} />
        <Card title={texts.integration} description={texts.integrationText}>
          <SnippetTabs
            what={texts.integration}
            snippets={clientSnippets(project, {
              id: client.client_id,
              secret: undefined,
              hasSecret,
              grantTypes: client.grant_types ?? ["authorization_code"],
              scope: client.scope ?? "",
              redirectUris: client.redirect_uris ?? [],
            })}
          />
        </Card>
      </div>
      <Effective client={client} />
    </div>
  );
}

function Findings({ project, client, hasSecret }: ClientOverviewProps & { hasSecret: boolean }) {
  const uris = client.redirect_uris ?? [];
  const findings = uris.flatMap((uri, index) => {
    const finding = lintRedirectUri(uri, {
      type: typeOf(client),
      environment: project.environment,
      hasSecret,
      all: uris,
      index,
    });
    return finding === undefined || finding.level === "i" ? [] : [{ uri, ...finding }];
  });
  if (findings.length === 0) return null;
  return (
    <Card title={texts.findings}>
      <ul className="flex flex-col gap-2">
        {findings.map(({ uri, level, text }) => (
          <li key={uri}>
            <Note kind={level === "e" ? "failure" : "attention"}>
              <code className="break-all">{uri}</code>
              <p>{text}</p>
            </Note>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function codes(values: readonly string[] | null | undefined): ReactNode {
  if (!values || values.length === 0) {
    return <span className="text-muted-foreground">{texts.none}</span>;
  }
  return values.map((value) => (
    <code key={value} className="block break-all">
      {value}
    </code>
  ));
}

function accessTokenWord(strategy: string | undefined): string {
  if (strategy === "jwt") return texts.accessTokenJwt;
  return strategy === "opaque" ? texts.accessTokenOpaque : texts.accessTokenProject;
}

function consentWord(client: OAuth2Client): string {
  if (typeOf(client) === "service") return texts.noUser;
  return client.skip_consent ? texts.consentSkipped : texts.consentAsked;
}

function Effective({ client }: { client: OAuth2Client }) {
  const rows: [string, ReactNode][] = [
    [texts.grantTypes, codes(client.grant_types)],
    [texts.authentication, codes([client.token_endpoint_auth_method ?? "client_secret_basic"])],
    [texts.redirectUris, codes(client.redirect_uris)],
    [texts.scopes, codes(client.scope?.split(" ").filter(Boolean))],
    [texts.audience, codes(client.audience)],
    [texts.accessToken, accessTokenWord(client.access_token_strategy)],
    [texts.consent, consentWord(client)],
    [texts.created_at, <Time key="created" moment={client.created_at ?? null} />],
    [texts.lastChanged, <Time key="updated" moment={client.updated_at ?? null} />],
  ];
  return (
    <Card title={texts.effective} description={texts.effectiveText}>
      <dl className="divide-border flex flex-col divide-y">
        {rows.map(([label, value]) => (
          <div key={label} className="grid gap-x-4 py-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
            <dt className="text-muted-foreground text-table">{label}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
