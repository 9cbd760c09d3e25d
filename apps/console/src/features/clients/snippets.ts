import type { OAuth2ClientBody, Project } from "@grantry/contracts";
import type { Snippet } from "../../components/ui/snippet-tabs.js";
import { shellCommand, shellQuoted, shellWord } from "../../lib/shell.js";
import { clientTexts as texts } from "./texts.js";

const CLI_REDIRECT = "http://127.0.0.1:4446/callback";

/** What the snippets need of a client. */
export interface SnippetClient {
  id: string;
  /** The real value, or undefined to refer to `$CLIENT_SECRET`. */
  secret: string | undefined;
  hasSecret: boolean;
  grantTypes: readonly string[];
  scope: string;
  redirectUris: readonly string[];
}

function inDoubleQuotes(value: string): string {
  return `"${value}"`;
}

/** The value of `curl -u`: id and secret are form-encoded (RFC 6749 §2.3.1). */
function basicCredentials({ id, secret }: SnippetClient): string {
  return secret === undefined
    ? inDoubleQuotes(`${encodeURIComponent(id)}:$CLIENT_SECRET`)
    : shellQuoted(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`);
}

function cliCredentials({ id, secret, hasSecret }: SnippetClient): string {
  const secretFlag = secret === undefined ? '"$CLIENT_SECRET"' : shellQuoted(secret);
  return `--client-id=${shellWord(id)}${hasSecret ? ` --client-secret=${secretFlag}` : ""}`;
}

function sdkSecret({ secret }: SnippetClient): string {
  return secret === undefined ? "process.env.CLIENT_SECRET" : JSON.stringify(secret);
}

function clientCredentialsSnippets(issuer: string, slug: string, client: SnippetClient): Snippet[] {
  return [
    {
      label: "curl",
      code: shellCommand(
        `curl -u ${basicCredentials(client)}`,
        `${issuer}/oauth2/token`,
        "-d grant_type=client_credentials",
      ),
    },
    {
      label: "CLI",
      code: shellCommand(
        `grantry perform client-credentials --project ${slug}`,
        cliCredentials(client),
      ),
    },
    {
      label: "SDK",
      code: [
        "import { clientCredentialsGrant, discovery } from 'openid-client';",
        "",
        `const issuer = new URL(${JSON.stringify(issuer)});`,
        `const config = await discovery(issuer, ${JSON.stringify(client.id)}, ${sdkSecret(client)});`,
        "const tokens = await clientCredentialsGrant(config);",
        "console.log(tokens.access_token);",
      ].join("\n"),
    },
  ];
}

function codeCurl(issuer: string, client: SnippetClient): string {
  const redirect = client.redirectUris[0] ?? CLI_REDIRECT;
  const query = new URLSearchParams({
    client_id: client.id,
    response_type: "code",
    redirect_uri: redirect,
    scope: client.scope,
    code_challenge_method: "S256",
  });
  const proof = client.hasSecret
    ? `curl -u ${basicCredentials(client)}`
    : `curl -d client_id=${shellQuoted(client.id)}`;
  return [
    "verifier=$(openssl rand -hex 32)",
    `challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 | tr '+/' '-_' | tr -d '=')`,
    "state=$(openssl rand -hex 16)",
    `echo "${issuer}/oauth2/auth?${query.toString()}&state=$state&code_challenge=$challenge"`,
    "printf 'Open it, then paste the code: '; read -r code",
    shellCommand(
      proof,
      `${issuer}/oauth2/token`,
      "-d grant_type=authorization_code",
      `--data-urlencode redirect_uri=${shellQuoted(redirect)}`,
      '-d code_verifier="$verifier"',
      '--data-urlencode code="$code"',
    ),
  ].join("\n");
}

function codeSnippets(issuer: string, slug: string, client: SnippetClient): Snippet[] {
  const redirect = client.redirectUris[0] ?? CLI_REDIRECT;
  const reachesCli = client.redirectUris.some((uri) =>
    /^http:\/\/127\.0\.0\.1(:\d+)?\/callback$/.test(uri),
  );
  const secret = client.hasSecret ? sdkSecret(client) : "undefined";
  return [
    { label: "curl", code: codeCurl(issuer, client), note: texts.curlCodeNote },
    {
      label: "CLI",
      code: shellCommand(
        `grantry perform authorization-code --project ${slug}`,
        cliCredentials(client),
      ),
      ...(reachesCli ? {} : { note: texts.cliRedirectNote }),
    },
    {
      label: "SDK",
      code: [
        "import * as openid from 'openid-client';",
        "",
        `const issuer = new URL(${JSON.stringify(issuer)});`,
        `const config = await openid.discovery(issuer, ${JSON.stringify(client.id)}, ${secret});`,
        "const verifier = openid.randomPKCECodeVerifier();",
        "const state = openid.randomState();",
        "const address = openid.buildAuthorizationUrl(config, {",
        `  redirect_uri: ${JSON.stringify(redirect)},`,
        `  scope: ${JSON.stringify(client.scope)},`,
        "  code_challenge: await openid.calculatePKCECodeChallenge(verifier),",
        "  code_challenge_method: 'S256',",
        "  state,",
        "});",
        "// Send the browser to the address. In the callback:",
        "const tokens = await openid.authorizationCodeGrant(config, callbackUrl, {",
        "  pkceCodeVerifier: verifier,",
        "  expectedState: state,",
        "});",
      ].join("\n"),
    },
  ];
}

/** How to use a client: client credentials for services, the authorization code flow for the rest. */
export function clientSnippets(project: Project, client: SnippetClient): Snippet[] {
  const issuer = project.issuer;
  return client.grantTypes.includes("authorization_code")
    ? codeSnippets(issuer, project.slug, client)
    : clientCredentialsSnippets(issuer, project.slug, client);
}

const cliFlags: Record<string, string> = {
  client_id: "--id",
  client_name: "--name",
  grant_types: "--grant-type",
  response_types: "--response-type",
  token_endpoint_auth_method: "--token-endpoint-auth-method",
  scope: "--scope",
  redirect_uris: "--redirect-uri",
  audience: "--audience",
  skip_consent: "--skip-consent",
  access_token_strategy: "--access-token-strategy",
  allowed_cors_origins: "--allowed-cors-origin",
  client_uri: "--client-uri",
  policy_uri: "--policy-uri",
  tos_uri: "--tos-uri",
  logo_uri: "--logo-uri",
  owner: "--owner",
  contacts: "--contact",
  post_logout_redirect_uris: "--post-logout-callback",
};

function cliFlag(name: string, value: unknown): string[] {
  const flag = cliFlags[name];
  if (flag === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return [];
  if (value === true) return [flag];
  const text = name === "scope" ? String(value).split(" ").join(",") : String(value);
  return [`${flag} ${shellWord(text)}`];
}

/** The call that the create form itself would make. */
export function createClientSnippets(project: Project, body: OAuth2ClientBody): Snippet[] {
  const issuer = project.issuer;
  const json = JSON.stringify(body, null, 2);
  return [
    {
      label: "curl",
      code: shellCommand(
        "curl -X POST",
        `${issuer}/admin/clients`,
        '-H "Authorization: Bearer $GRANTRY_PAT"',
        "-H 'Content-Type: application/json'",
        `-d ${shellQuoted(json)}`,
      ),
    },
    {
      label: "CLI",
      code: shellCommand(
        `grantry create oauth2-client --project ${project.slug}`,
        ...Object.entries(body).flatMap(([name, value]) => cliFlag(name, value)),
      ),
    },
    {
      label: "SDK",
      code: [
        "import { Configuration, OAuth2Api } from '@ory/client';",
        "",
        "const oauth2 = new OAuth2Api(",
        "  new Configuration({",
        `    basePath: ${JSON.stringify(issuer)},`,
        "    accessToken: process.env.GRANTRY_PAT,",
        "  }),",
        ");",
        "const { data } = await oauth2.createOAuth2Client({",
        `  oAuth2Client: ${json.replaceAll("\n", "\n  ")},`,
        "});",
      ].join("\n"),
    },
  ];
}
