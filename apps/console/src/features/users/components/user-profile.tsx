import type { ProjectIdentity } from "@grantry/contracts";
import type { ReactNode } from "react";
import { Card } from "../../../components/ui/card.js";
import { CodeBlock } from "../../../components/ui/code-block.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Time } from "../../../components/ui/time.js";
import { userTexts as texts } from "../texts.js";
import { AddressState } from "./user-state.js";

/** What is known of a user, and how they sign in; never a password. */
export function UserProfile({ user }: { user: ProjectIdentity }) {
  const kinds = Object.keys(user.credentials ?? {});
  const rows: readonly (readonly [string, ReactNode])[] = [
    [texts.columns.verified, <AddressState key="v" user={user} />],
    [
      texts.credentials,
      kinds.length === 0
        ? texts.noCredentials
        : kinds.map((kind) => texts.credentialKinds[kind] ?? kind).join(", "),
    ],
    [texts.columns.created, <Time key="c" moment={user.created_at} />],
    [texts.changed, <Time key="u" moment={user.updated_at} />],
    [texts.id, <Identifier key="i" value={user.id} what="user ID" full />],
  ];
  return (
    <Card title={texts.profile}>
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[11rem_1fr]">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted-foreground">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className="mt-5 mb-2 font-medium">{texts.traits}</h3>
      <CodeBlock code={JSON.stringify(user.traits, undefined, 2)} what="facts" />
    </Card>
  );
}
