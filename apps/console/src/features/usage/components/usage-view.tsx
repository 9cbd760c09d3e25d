import { USAGE_METRICS } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Select } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { count } from "../../../lib/format.js";
import { saveFile } from "../../../lib/save-file.js";
import { usageQuery, type Usage, type UsageOf } from "../api/usage.js";
import { csvOf } from "../csv.js";
import { ranges, type Range } from "../range.js";
import { countOf, type Series } from "../series.js";
import { usageTexts as texts } from "../texts.js";
import { LimitsTable } from "./limits-table.js";
import { UsageChart } from "./usage-chart.js";

/** What the address of the page says. */
export interface UsageSearch {
  range?: Exclude<Range, "30d"> | undefined;
  series?: Exclude<Series, "tokens"> | undefined;
}

interface UsageProps {
  whose: UsageOf;
  search: UsageSearch;
  onSearch: (search: UsageSearch) => void;
}

/** The range, and the same range as a file. */
export function UsageActions({ whose, search, onSearch }: UsageProps) {
  const { range = "30d" } = search;
  const usage = useQuery(usageQuery(whose, range));
  const points = usage.data?.points;
  return (
    <>
      <Select
        aria-label={texts.range}
        className="w-auto"
        value={range}
        onChange={(event) => {
          const chosen = ranges.find((each) => each === event.target.value);
          onSearch({ ...search, range: chosen === "30d" ? undefined : chosen });
        }}
      >
        {ranges.map((each) => (
          <option key={each} value={each}>
            {texts.ranges[each]}
          </option>
        ))}
      </Select>
      <Button
        icon={<Download aria-hidden className="size-4" />}
        inactive={points === undefined}
        onClick={() =>
          saveFile(`usage-${range}.csv`, points === undefined ? "" : csvOf(points), "text/csv")
        }
      >
        {texts.csv}
      </Button>
    </>
  );
}

/** Figures, chart, counts by kind, and limits. */
export function UsageView({ whose, search, onSearch }: UsageProps) {
  const { range = "30d", series: shown = "tokens" } = search;
  const usage = useQuery(usageQuery(whose, range));
  if (usage.isPending) return <Skeleton what={texts.title.toLowerCase()} />;
  if (usage.isError) {
    const noun = "project" in whose ? "project" : "workspace";
    return (
      <Card flush>
        <ErrorState error={usage.error} noun={noun} onRetry={() => void usage.refetch()} />
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-6" aria-busy={usage.isPlaceholderData || undefined}>
      <Figures usage={usage.data} range={range} />
      <UsageChart
        usage={usage.data}
        range={range}
        shown={shown}
        onShow={(next) => onSearch({ ...search, series: next === "tokens" ? undefined : next })}
      />
      <Card title={texts.limits} description={texts.limitsText} flush>
        <div className="mt-3">
          <LimitsTable buckets={usage.data.buckets} />
        </div>
      </Card>
      <Card title={texts.totals} description={texts.totalsText(texts.ranges[range])} flush>
        <div className="mt-3">
          <DataTable
            caption={texts.totals}
            rows={USAGE_METRICS}
            keyOf={(metric) => metric}
            columns={[
              {
                header: texts.totalColumns.kind,
                cell: (metric) => texts.seriesNames[metric],
              },
              {
                header: texts.totalColumns.count,
                cell: (metric) => count(usage.data.totals[metric]),
              },
            ]}
          />
        </div>
      </Card>
    </div>
  );
}

function Figures({ usage, range }: { usage: Usage; range: Range }) {
  const figures = [
    { name: texts.tokens, value: countOf(usage.totals, "tokens"), when: texts.ranges[range] },
    { name: texts.introspections, value: usage.totals.introspections, when: texts.ranges[range] },
    { name: texts.activeUsers, value: usage.active_users, when: texts.activeUsersText },
    { name: texts.clients, value: usage.clients, when: texts.clientsText },
  ];
  return (
    <dl aria-label={texts.figures} className="grid grid-cols-2 gap-4 xl:grid-cols-4">
      {figures.map(({ name, value, when }) => (
        <div key={name} className="rounded-card border-border bg-card min-w-0 border px-5 py-4">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="text-figure font-semibold tabular-nums">{count(value)}</dd>
          <dd className="text-table text-muted-foreground">{when}</dd>
        </div>
      ))}
    </dl>
  );
}
