import type { PersonalAccessToken, ProjectMetadata } from "@grantry/contracts";
import type { ReactNode } from "react";
import { Card } from "../../../components/ui/card.js";
import { Time } from "../../../components/ui/time.js";
import { OverlapFact } from "./overlap-fact.js";
import { PermissionUsage } from "./permission-usage.js";
import { tokenTexts as texts } from "../texts.js";
import { abilitiesOf } from "../../../components/permissions/abilities.js";

interface TokenDetailsProps {
  token: PersonalAccessToken;
  workspaceId: string;
  /** Whether it can be changed here: it still works, and is one's own or under one's care. */
  writable: boolean;
  projects: readonly ProjectMetadata[];
}

/** What a token may do, and its last use. */
export function TokenDetails({ token, projects, workspaceId, writable }: TokenDetailsProps) {
  const reach =
    token.project_ids === null
      ? texts.allProjects
      : token.project_ids.map((id) => projects.find((project) => project.id === id)?.name ?? id);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title={texts.facts}>
        <ul className="mb-4 list-disc pl-5">
          {abilitiesOf(token.permissions).map((ability) => (
            <li key={ability}>{ability}</li>
          ))}
        </ul>
        <p className="flex flex-wrap gap-1.5">
          {token.permissions.map((permission) => (
            <code key={permission} className="bg-muted rounded-badge px-1.5 py-0.5">
              {permission}
            </code>
          ))}
        </p>
      </Card>
      <Card title={texts.use_title}>
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[8rem_1fr]">
          <Fact label={texts.columns.value}>
            <code>gry_pat_…{token.last_characters}</code>
          </Fact>
          <Fact label={texts.columns.owner}>{token.owner.label}</Fact>
          <Fact label={texts.columns.projects}>
            {typeof reach === "string" ? reach : reach.join(", ")}
          </Fact>
          <Fact label={texts.addresses}>
            {token.allowed_cidrs.length === 0
              ? texts.panelEverywhere
              : token.allowed_cidrs.join(", ")}
          </Fact>
          <Fact label={texts.created_at}>
            <Time moment={token.created_at} />
          </Fact>
          <Fact label={texts.columns.expires}>
            <Time moment={token.expires_at} />
          </Fact>
          <Fact label={texts.columns.lastUsed}>
            {token.last_used_at === null ? texts.neverUsed : <Time moment={token.last_used_at} />}
          </Fact>
          {token.previous_value === null ? null : (
            <Fact label={texts.previousValue}>
              <OverlapFact token={token} workspaceId={workspaceId} writable={writable} />
            </Fact>
          )}
          {token.approval === null ? null : (
            <Fact label={texts.approval}>
              <ApprovalFact approval={token.approval} />
            </Fact>
          )}
          {token.last_used_address === null ? null : (
            <Fact label={texts.address}>
              <code>{token.last_used_address}</code>
            </Fact>
          )}
          {token.last_used_user_agent === null ? null : (
            <Fact label={texts.agent}>
              <span className="break-words">{token.last_used_user_agent}</span>
            </Fact>
          )}
        </dl>
      </Card>
      <PermissionUsage token={token} workspaceId={workspaceId} mayShrink={writable} />
    </div>
  );
}

function ApprovalFact({ approval }: { approval: NonNullable<PersonalAccessToken["approval"]> }) {
  const { state, decided_by: name, note } = approval;
  if (state === "pending") return texts.waits;
  const who = name ?? texts.somebody;
  return (
    <>
      {state === "approved" ? texts.approved(who) : texts.rejected(who)}
      {note === "" ? null : <span className="text-muted-foreground block">{note}</span>}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
