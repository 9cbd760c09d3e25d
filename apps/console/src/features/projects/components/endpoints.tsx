import type { Project, ServerMetadata } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { CodeBlock } from "../../../components/ui/code-block.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { discoveryQuery } from "../../../lib/discovery.js";
import { projectTexts as texts } from "../texts.js";

interface Endpoint {
  label: string;
  value: string;
}

/** What the metadata names; without it, where the endpoints of every issuer stand. */
function endpointsOf(issuer: string, metadata: ServerMetadata | undefined): Endpoint[] {
  const named: [string, string | undefined][] = metadata
    ? [
        [texts.userinfo, metadata.userinfo_endpoint],
        [texts.introspection, metadata.introspection_endpoint],
        [texts.revocation, metadata.revocation_endpoint],
        [texts.endSession, metadata.end_session_endpoint],
      ]
    : [];
  return [
    ...named.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
    { label: texts.admin, value: `${issuer}/admin` },
  ];
}

/** Endpoints are shown without the issuer that stands above them; copying gives all of it. */
function shortened(value: string, issuer: string): string {
  return value.startsWith(`${issuer}/`) ? `…${value.slice(issuer.length)}` : value;
}

/** Every address of a project, each with its copy button, and the request that proves them. */
export function Endpoints({ project }: { project: Project }) {
  const issuer = project.issuer;
  const { data } = useQuery(discoveryQuery(project));
  const [all, setAll] = useState(false);
  const metadata = data?.data;
  const main: Endpoint[] = [
    { label: texts.issuer, value: issuer },
    {
      label: texts.authorization,
      value: metadata?.authorization_endpoint ?? `${issuer}/oauth2/auth`,
    },
    { label: texts.token, value: metadata?.token_endpoint ?? `${issuer}/oauth2/token` },
    { label: texts.projectId, value: project.id },
    { label: texts.slug, value: project.slug },
  ];
  const more = endpointsOf(issuer, metadata);
  return (
    <Card
      title={texts.endpoints}
      description={texts.endpointsText}
      actions={
        <>
          <DocumentLink
            href={`${issuer}/.well-known/openid-configuration`}
            label={texts.discovery}
          />
          <DocumentLink
            href={metadata?.jwks_uri ?? `${issuer}/.well-known/jwks.json`}
            label={texts.jwks}
          />
        </>
      }
    >
      <dl className="flex flex-col">
        {[...main, ...(all ? more : [])].map(({ label, value }) => (
          <div
            key={label}
            className="border-border grid items-center gap-x-4 border-b py-1.5 sm:grid-cols-[7.5rem_1fr]"
          >
            <dt className="text-muted-foreground text-table">{label}</dt>
            <dd className="min-w-0">
              <Identifier value={value} shown={shortened(value, issuer)} what={label} full />
            </dd>
          </div>
        ))}
      </dl>
      <Button
        kind="ghost"
        size="dense"
        className="mt-2 -ml-2"
        aria-expanded={all}
        onClick={() => setAll(!all)}
      >
        {all ? texts.showLess : texts.showMore}
      </Button>
      <p className="mt-4 mb-2 font-medium">{texts.proof}</p>
      <CodeBlock
        what="discovery request"
        code={`curl ${issuer}/.well-known/openid-configuration`}
      />
    </Card>
  );
}

function DocumentLink({ href, label }: { href: string; label: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={buttonClass("secondary", "dense")}>
      {label}
      <ExternalLink aria-hidden className="size-3.5" />
      <span className="sr-only"> (opens a new window)</span>
    </a>
  );
}
