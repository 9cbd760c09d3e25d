import type { OAuth2Client, Project } from "@grantry/contracts";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Badge } from "../../../components/ui/badge.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { typeOf } from "../client-type.js";
import { clientTexts as texts } from "../texts.js";
import { typeTexts } from "../type-texts.js";

/** The way back to the list. */
export function ClientBreadcrumb({ project, name }: { project: Project; name: string }) {
  return (
    <nav aria-label="Breadcrumb" className="text-table text-muted-foreground mb-2">
      <ol className="flex min-w-0 items-center gap-1">
        <li>
          <Link
            to="/projects/$project/clients"
            params={{ project: project.slug }}
            className="hover:text-foreground inline-flex min-h-6 items-center hover:underline"
          >
            {texts.clients}
          </Link>
        </li>
        <li className="flex min-w-0 items-center gap-1">
          <ChevronRight aria-hidden className="size-3.5 shrink-0" />
          <span aria-current="page" className="truncate">
            {name}
          </span>
        </li>
      </ol>
    </nav>
  );
}

/** Type, party and ID of a client, under its name. */
export function ClientSummary({ client }: { client: OAuth2Client }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span>{typeTexts[typeOf(client)].label}</span>
      <Identifier value={client.client_id} what="client ID" full />
    </span>
  );
}

/** Whose client it is, as far as the consent setting tells. */
export function PartyBadge({ client }: { client: OAuth2Client }) {
  return client.skip_consent ? <Badge tone="info">{texts.ours_badge}</Badge> : null;
}

const tab =
  "-mb-px inline-flex min-h-9 items-center border-b-2 px-1 whitespace-nowrap pointer-coarse:min-h-10";

/** The pages of one client; each keeps its own address. */
export function ClientTabs({
  project,
  clientId,
  mayDelete,
}: {
  project: Project;
  clientId: string;
  mayDelete: boolean;
}) {
  const params = { project: project.slug, client: clientId };
  const active = { className: "border-primary text-foreground font-medium" };
  const inactive = { className: "border-transparent text-muted-foreground hover:text-foreground" };
  return (
    <nav aria-label={texts.tabs} className="border-border mb-6 flex gap-5 overflow-x-auto border-b">
      <Link
        to="/projects/$project/clients/$client"
        params={params}
        activeOptions={{ exact: true }}
        activeProps={active}
        inactiveProps={inactive}
        className={tab}
      >
        {texts.overview}
      </Link>
      <Link
        to="/projects/$project/clients/$client/settings"
        params={params}
        activeProps={active}
        inactiveProps={inactive}
        className={tab}
      >
        {texts.settings}
      </Link>
      <Link
        to="/projects/$project/clients/$client/credentials"
        params={params}
        activeProps={active}
        inactiveProps={inactive}
        className={tab}
      >
        {texts.credentials}
      </Link>
      {mayDelete ? (
        <Link
          to="/projects/$project/clients/$client/danger"
          params={params}
          activeProps={active}
          inactiveProps={inactive}
          className={tab}
        >
          {texts.danger}
        </Link>
      ) : null}
    </nav>
  );
}
