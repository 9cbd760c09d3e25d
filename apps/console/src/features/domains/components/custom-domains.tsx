import type { Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Card } from "../../../components/ui/card.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { useMay } from "../../../lib/session.js";
import { domainsQuery } from "../api/domains.js";
import { domainTexts as texts } from "../texts.js";
import { AddDomain } from "./add-domain.js";
import { DomainEntry } from "./domain-entry.js";

/** The host names of a project's own: their records, their state, and the way to another. */
export function CustomDomains({ project }: { project: Project }) {
  const may = useMay();
  const domains = useQuery(domainsQuery(project.id));
  const writable = may("config:write");
  return (
    <Card title={texts.title} description={texts.text}>
      {domains.isPending ? <Skeleton what={texts.title.toLowerCase()} rows={1} /> : null}
      {domains.isError ? (
        <ErrorState error={domains.error} noun="project" onRetry={() => void domains.refetch()} />
      ) : null}
      {domains.isSuccess ? (
        <div className="flex flex-col gap-5">
          {domains.data.length === 0 ? (
            <p className="text-muted-foreground">{texts.empty}</p>
          ) : (
            <ul className="flex flex-col gap-5">
              {domains.data.map((domain) => (
                <DomainEntry
                  key={domain.id}
                  project={project}
                  domain={domain}
                  writable={writable}
                />
              ))}
            </ul>
          )}
          {writable ? (
            <AddDomain project={project} />
          ) : (
            <p className="text-muted-foreground">{uiTexts.needPermission("config:write")}</p>
          )}
        </div>
      ) : null}
    </Card>
  );
}
