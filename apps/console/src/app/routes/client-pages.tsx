import type { OAuth2Client } from "@grantry/contracts";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useMatch, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { clientQuery } from "../../features/clients/api/clients.js";
import { useSupported } from "../../features/clients/api/supported.js";
import { ClientCreated } from "../../features/clients/components/client-created.js";
import { ClientCredentials } from "../../features/clients/components/client-credentials.js";
import { ClientDanger } from "../../features/clients/components/client-danger.js";
import {
  ClientBreadcrumb,
  ClientSummary,
  ClientTabs,
  PartyBadge,
} from "../../features/clients/components/client-header.js";
import { ClientOverview } from "../../features/clients/components/client-overview.js";
import { ClientSettings } from "../../features/clients/components/client-settings.js";
import { ClientsList, CreateClientLink } from "../../features/clients/components/clients-list.js";
import { CreateClientForm } from "../../features/clients/components/create-client-form.js";
import { clientTexts as texts } from "../../features/clients/texts.js";
import { useMay } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/clients` */
export function ClientsRoute() {
  const project = useProject();
  const may = useMay();
  return (
    <Guarded permission="clients:read">
      <Page
        title={texts.clients}
        context={project.name}
        purpose={texts.purpose}
        actions={may("clients:write") ? <CreateClientLink project={project} /> : null}
      >
        <Card flush>
          <ClientsList project={project} />
        </Card>
      </Page>
    </Guarded>
  );
}

/** `P/clients/new` */
export function NewClientRoute() {
  const project = useProject();
  const navigate = useNavigate();
  const supported = useSupported(project);
  const [created, setCreated] = useState<OAuth2Client>();
  const params = { project: project.slug };
  const toList = () => void navigate({ to: "/projects/$project/clients", params });
  return (
    <Guarded permission="clients:write">
      <Page title={texts.create} context={project.name} purpose={texts.createPurpose}>
        <CreateClientForm
          project={project}
          supported={supported}
          onCreated={setCreated}
          onCancel={toList}
        />
        {created === undefined ? null : (
          <ClientCreated
            project={project}
            client={created}
            onClose={toList}
            onOpen={() =>
              void navigate({
                to: "/projects/$project/clients/$client",
                params: { ...params, client: created.client_id },
              })
            }
          />
        )}
      </Page>
    </Guarded>
  );
}

function useClientId(): string {
  return useParams({ from: "/session/projects/$project/clients/$client" }).client;
}

/** `P/clients/{client}`: header and tabs. */
export function ClientLayout() {
  const project = useProject();
  const clientId = useClientId();
  const may = useMay();
  const client = useQuery(clientQuery(project.id, clientId));
  const isDanger = useMatch({
    from: "/session/projects/$project/clients/$client/danger",
    shouldThrow: false,
  });
  const name = client.data?.client_name || client.data?.client_id || clientId;
  return (
    <Guarded permission={isDanger ? "clients:write" : "clients:read"}>
      <Page
        title={name}
        context={project.name}
        breadcrumb={<ClientBreadcrumb project={project} name={name} />}
        status={client.data ? <PartyBadge client={client.data} /> : null}
        purpose={client.data ? <ClientSummary client={client.data} /> : undefined}
      >
        {client.isError ? (
          <Card flush>
            <ErrorState error={client.error} noun="client" onRetry={() => void client.refetch()} />
          </Card>
        ) : client.isPending ? (
          <Skeleton what="client" />
        ) : (
          <>
            <ClientTabs project={project} clientId={clientId} mayDelete={may("clients:write")} />
            <Outlet />
          </>
        )}
      </Page>
    </Guarded>
  );
}

function useClient(): OAuth2Client {
  const project = useProject();
  return useSuspenseQuery(clientQuery(project.id, useClientId())).data;
}

/** `P/clients/{client}` */
export function ClientOverviewRoute() {
  return <ClientOverview project={useProject()} client={useClient()} />;
}

/** `P/clients/{client}/settings` */
export function ClientSettingsRoute() {
  const project = useProject();
  const client = useClient();
  return (
    <ClientSettings
      key={client.client_id}
      project={project}
      client={client}
      supported={useSupported(project)}
    />
  );
}

/** `P/clients/{client}/credentials` */
export function ClientCredentialsRoute() {
  return <ClientCredentials project={useProject()} client={useClient()} />;
}

/** `P/clients/{client}/danger` */
export function ClientDangerRoute() {
  return <ClientDanger project={useProject()} client={useClient()} />;
}
