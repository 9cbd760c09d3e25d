import type { Project, SigningKey } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { calendarDay } from "../../../lib/format.js";
import { useMay } from "../../../lib/session.js";
import { signingKeysQuery } from "../api/signing-keys.js";
import { inOrder, successorOf } from "../key-order.js";
import { keyTexts as texts, shortKid } from "../texts.js";
import { RotateButton } from "./rotate-button.js";

const kinds: Record<SigningKey["state"], StatusKind> = {
  current: "ok",
  next: "neutral",
  retired: "neutral",
};

/** Every published key with its state and times. */
export function SigningKeysList({ project }: { project: Project }) {
  const may = useMay();
  const keys = useQuery(signingKeysQuery(project.id));
  if (keys.isPending) return <Skeleton what={texts.title.toLowerCase()} />;
  if (keys.isError) {
    return <ErrorState error={keys.error} noun="project" onRetry={() => void keys.refetch()} />;
  }
  if (keys.data.length === 0) return <EmptyState sentence={texts.none} />;
  const { columns } = texts;
  return (
    <DataTable
      caption={texts.caption(project.name)}
      rows={inOrder(keys.data)}
      keyOf={({ kid }) => kid}
      columns={[
        {
          header: columns.key,
          cell: ({ kid }) => <Identifier value={kid} shown={shortKid(kid)} what="key ID" />,
        },
        { header: columns.algorithm, cell: ({ algorithm }) => <code>{algorithm}</code> },
        {
          header: columns.state,
          cell: ({ state }) => <Status kind={kinds[state]}>{texts.states[state]}</Status>,
        },
        { header: columns.times, cell: (signingKey) => <KeyTimes signingKey={signingKey} /> },
        ...(may("keys:write")
          ? [
              {
                header: columns.actions,
                cell: (key: SigningKey) =>
                  key.state === "current" ? (
                    <RotateButton
                      project={project}
                      current={key}
                      successor={successorOf(keys.data, key)}
                    />
                  ) : null,
              },
            ]
          : []),
      ]}
    />
  );
}

/** When a key was announced, began and ceased to sign, and leaves the set. */
function KeyTimes({ signingKey }: { signingKey: SigningKey }) {
  const { created_at: announced, activated_at: signs, retired_at: retired } = signingKey;
  const { expires_at: end } = signingKey;
  const times: readonly (readonly [string, ReactNode])[] = [
    [texts.announced, <Time key="announced" moment={announced} />],
    ...(signs === null ? [] : [[texts.signs, <Time key="signs" moment={signs} />] as const]),
    ...(retired === null
      ? []
      : [[texts.retired, <Time key="retired" moment={retired} />] as const]),
    ...(end === null
      ? []
      : [
          [
            texts.leaves,
            <time key="end" dateTime={end}>
              {calendarDay(end)}
            </time>,
          ] as const,
        ]),
  ];
  return (
    <dl className="grid gap-x-3 sm:grid-cols-[8rem_1fr]">
      {times.map(([label, time]) => (
        <div key={label} className="contents">
          <dt className="text-muted-foreground">{label}</dt>
          <dd>{time}</dd>
        </div>
      ))}
    </dl>
  );
}
