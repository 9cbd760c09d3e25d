import type { BucketUsage } from "@grantry/contracts";
import { DataTable } from "../../../components/ui/data-table.js";
import { Status } from "../../../components/ui/status.js";
import { count } from "../../../lib/format.js";
import { levelOf } from "../api/usage.js";
import { usageTexts as texts } from "../texts.js";

/** What is limited: how much is used, what is left, and where that leads. */
export function LimitsTable({ buckets }: { buckets: readonly BucketUsage[] }) {
  const { limitColumns: columns } = texts;
  return (
    <DataTable
      caption={texts.limitsCaption}
      rows={buckets}
      keyOf={({ name }) => name}
      columns={[
        {
          header: columns.name,
          cell: (bucket) => <span className="font-medium">{texts.buckets[bucket.name]}</span>,
        },
        { header: columns.used, cell: (bucket) => <Used bucket={bucket} /> },
        {
          header: columns.limit,
          cell: ({ limit }) => (limit === null ? texts.noLimit : count(limit)),
        },
        {
          header: columns.headroom,
          cell: ({ headroom }) => (headroom === null ? null : count(headroom)),
        },
        { header: columns.by, cell: ({ set_by: by }) => texts.setBy[by] },
        {
          header: columns.forecast,
          className: "sm:max-w-72",
          cell: ({ forecast }) => forecast?.message ?? texts.noForecast,
        },
      ]}
    />
  );
}

const fills = { fine: "fill-primary", near: "fill-warning", reached: "fill-destructive" };

function Used({ bucket }: { bucket: BucketUsage }) {
  const { name, used, limit } = bucket;
  if (limit === null) return <>{count(used)}</>;
  const percent = limit === 0 ? 100 : Math.min(100, Math.floor((used / limit) * 100));
  const level = levelOf(bucket);
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="tabular-nums">{`${count(used)} · ${texts.percent(percent)}`}</span>
      <svg
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not a file
        role="img"
        aria-label={texts.used(texts.buckets[name], percent)}
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        className="bg-muted rounded-badge h-2 w-24"
      >
        <rect width={percent} height={1} className={fills[level]} />
      </svg>
      {level === "fine" ? null : (
        <Status kind={level === "near" ? "attention" : "failure"}>{texts.levels[level]}</Status>
      )}
    </span>
  );
}
