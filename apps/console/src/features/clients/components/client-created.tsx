import type { OAuth2Client, Project } from "@grantry/contracts";
import { SecretOnce, type ShownValue } from "../../../components/ui/secret-once.js";
import { isReadableHere } from "../../../lib/discovery.js";
import { clientSnippets } from "../snippets.js";
import { clientTexts as texts } from "../texts.js";
import { RunNow } from "./run-now.js";

interface ClientCreatedProps {
  project: Project;
  client: OAuth2Client;
  /** Absent where the client is open already. */
  onOpen?: () => void;
  onClose: () => void;
}

function dotEnv(project: Project, client: OAuth2Client, secret: string): string {
  const redirect = client.redirect_uris?.[0];
  return [
    `OIDC_ISSUER=${project.issuer}`,
    `OIDC_CLIENT_ID=${client.client_id}`,
    `OIDC_CLIENT_SECRET=${secret}`,
    ...(redirect === undefined ? [] : [`OIDC_REDIRECT_URI=${redirect}`]),
    "",
  ].join("\n");
}

function fileName(project: Project, client: OAuth2Client): string {
  const name = (client.client_name || client.client_id).toLowerCase();
  return `${project.slug}-${name.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "")}.env`;
}

/** The secret of a client that was made or rolled, once, with requests that use it. */
export function ClientCreated({ project, client, onOpen, onClose }: ClientCreatedProps) {
  const secret = client.client_secret;
  const grantTypes = client.grant_types ?? ["authorization_code"];
  const values: ShownValue[] = [
    { label: texts.clientId, value: client.client_id, secret: false },
    ...(secret === undefined
      ? []
      : [{ label: texts.clientSecret, value: secret, secret: true } as const]),
  ];
  const service = grantTypes.includes("client_credentials") && secret !== undefined;
  return (
    <SecretOnce
      {...(secret === undefined
        ? { title: texts.createdTitle }
        : {
            file: { name: fileName(project, client), content: dotEnv(project, client, secret) },
          })}
      values={values}
      snippets={{
        what: texts.snippets,
        list: clientSnippets(project, {
          id: client.client_id,
          secret,
          hasSecret: secret !== undefined,
          grantTypes,
          scope: client.scope ?? "",
          redirectUris: client.redirect_uris ?? [],
        }),
      }}
      {...(service && isReadableHere(project.slug)
        ? { proof: <RunNow project={project} id={client.client_id} secret={secret} /> }
        : {})}
      {...(onOpen ? { onward: { label: texts.openClient, onGo: onOpen } } : {})}
      onClose={onClose}
    />
  );
}
