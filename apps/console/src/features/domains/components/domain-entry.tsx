import type { CustomDomain, Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "../../../components/ui/badge.js";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { errorText } from "../../../components/ui/error-text.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Status } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { addresses } from "../../../lib/addresses.js";
import { asApiError } from "../../../lib/api-error.js";
import { projectQuery } from "../../projects/api/projects.js";
import { checkDomain, domainsQuery, removeDomain, setDomain } from "../api/domains.js";
import { domainTexts as texts } from "../texts.js";

interface DomainEntryProps {
  project: Project;
  domain: CustomDomain;
  writable: boolean;
}

/** One host name: its state, the record that proves it, and what can be done with it. */
export function DomainEntry({ project, domain, writable }: DomainEntryProps) {
  const { hostname, is_issuer: isIssuer } = domain;
  const isVerified = domain.verification_status === "verified";
  return (
    <li className="rounded-card border-border flex flex-col gap-3 border px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium break-all">{hostname}</h3>
        {isVerified ? (
          <Status kind="ok">{texts.verified}</Status>
        ) : (
          <Status kind="attention">{texts.pending}</Status>
        )}
        {isIssuer ? <Badge tone="info">{texts.issuer}</Badge> : null}
      </div>
      {isVerified ? null : <RecordToSet domain={domain} />}
      {writable ? <DomainActions project={project} domain={domain} /> : null}
    </li>
  );
}

function RecordToSet({ domain }: { domain: CustomDomain }) {
  const { verification_record: record, verification_errors: errors, checked_at: at } = domain;
  return (
    <>
      <p className="text-muted-foreground">{texts.recordText}</p>
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[5rem_1fr]">
        <dt className="text-muted-foreground">{texts.type}</dt>
        <dd>
          <code>{record.type}</code>
        </dd>
        <dt className="text-muted-foreground">{texts.name}</dt>
        <dd className="min-w-0">
          <Identifier value={record.name} what="record name" full />
        </dd>
        <dt className="text-muted-foreground">{texts.value}</dt>
        <dd className="min-w-0">
          <Identifier value={record.value} what="record value" full />
        </dd>
      </dl>
      <p className="text-muted-foreground">{texts.lead}</p>
      {at === null ? null : (
        <p className="text-table">
          {texts.lastCheck}: <Time moment={at} />
          {errors.length === 0 ? null : ` · ${errors.join(" ")}`}
        </p>
      )}
    </>
  );
}

type Question = "remove" | "issuer";

function DomainActions({ project, domain }: { project: Project; domain: CustomDomain }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<Question>();
  const { hostname, is_issuer: isIssuer } = domain;
  const isVerified = domain.verification_status === "verified";
  const refresh = async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: domainsQuery(project.id).queryKey }),
      queryClient.invalidateQueries({ queryKey: projectQuery(project.slug).queryKey }),
    ]);
  };
  const checking = useMutation({
    mutationFn: () => checkDomain(domain),
    onSuccess: async ({ verification_status: status }) => {
      if (status === "verified") toast(texts.found(hostname));
      else toast(texts.notFound(hostname), "failure");
      await refresh();
    },
    onError: (thrown) => toast(errorText(asApiError(thrown), "custom domain"), "failure"),
  });
  const removing = useMutation({
    mutationFn: () => removeDomain(domain),
    onSuccess: async () => {
      toast(texts.removed(hostname));
      await refresh();
    },
  });
  const changing = useMutation({
    mutationFn: () => setDomain(domain, { is_issuer: !isIssuer }),
    onSuccess: async () => {
      setAsking(undefined);
      toast(texts.issuerChanged(isIssuer ? addresses.issuer(project.slug) : hostname));
      await refresh();
    },
  });
  const action = asking === "remove" ? removing : changing;
  return (
    <div className="flex flex-wrap gap-2">
      {isVerified ? (
        <Button size="dense" onClick={() => setAsking("issuer")}>
          {isIssuer ? texts.resetIssuer : texts.makeIssuer}
        </Button>
      ) : (
        <Button
          size="dense"
          aria-label={texts.checkOf(hostname)}
          pending={checking.isPending}
          onClick={() => checking.mutate()}
        >
          {texts.check}
        </Button>
      )}
      <Button
        size="dense"
        aria-label={texts.removeOf(hostname)}
        onClick={() => setAsking("remove")}
      >
        {texts.remove}
      </Button>
      {asking === undefined ? null : (
        <ConfirmDialog
          title={
            asking === "remove"
              ? texts.removeTitle(hostname)
              : texts.makeIssuerTitle(isIssuer ? addresses.issuer(project.slug) : hostname)
          }
          effect={
            asking === "remove" ? texts.removeText(isIssuer) : texts.makeIssuerText(project.issuer)
          }
          action={asking === "remove" ? texts.removeAction : texts.resetIssuerAction}
          pending={action.isPending}
          error={action.error === null ? null : asApiError(action.error)}
          onConfirm={() => action.mutate()}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}
