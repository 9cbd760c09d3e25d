import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { Select } from "../../../components/ui/field.js";
import { count } from "../../../lib/format.js";
import type { Usage } from "../api/usage.js";
import type { Range } from "../range.js";
import { countOf, series, type Series } from "../series.js";
import { usageTexts as texts } from "../texts.js";

interface UsageChartProps {
  usage: Usage;
  range: Range;
  shown: Series;
  onShow: (shown: Series) => void;
}

/** One count over the hours or days of the range, as a chart or as a table of the same facts. */
export function UsageChart({ usage, range, shown, onShow }: UsageChartProps) {
  const [asTable, setAsTable] = useState(false);
  const points = usage.points.map(({ at, counts }) => ({ at, value: countOf(counts, shown) }));
  const name = texts.seriesNames[shown];
  return (
    <Card
      title={texts.chart}
      flush={asTable}
      actions={
        <>
          <Select
            aria-label={texts.series}
            className="w-auto max-w-full"
            value={shown}
            onChange={(event) =>
              onShow(series.find((each) => each === event.target.value) ?? "tokens")
            }
          >
            {series.map((each) => (
              <option key={each} value={each}>
                {texts.seriesNames[each]}
              </option>
            ))}
          </Select>
          <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {texts.showTable}
          </Button>
        </>
      }
    >
      {asTable ? (
        <div className="mt-3 max-h-96 overflow-y-auto">
          <DataTable
            caption={name}
            rows={points.toReversed()}
            keyOf={({ at }) => at}
            columns={[
              { header: texts.columns.time, cell: ({ at }) => texts.from(at) },
              { header: texts.columns.count, cell: ({ value }) => count(value) },
            ]}
          />
        </div>
      ) : (
        <Bars points={points} name={name} range={range} />
      )}
    </Card>
  );
}

const HEIGHT = 100;

interface BarsProps {
  points: readonly { at: string; value: number }[];
  name: string;
  range: Range;
}

function Bars({ points, name, range }: BarsProps) {
  const most = Math.max(...points.map(({ value }) => value));
  const total = points.reduce((sum, { value }) => sum + value, 0);
  if (total === 0)
    return <p className="text-muted-foreground py-10 text-center">{texts.nothing}</p>;
  return (
    <figure>
      <p className="text-table text-muted-foreground tabular-nums">{count(most)}</p>
      <svg
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not a file
        role="img"
        aria-label={texts.summary(name, texts.ranges[range], total, most)}
        viewBox={`0 0 ${points.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="border-border h-48 w-full border-y"
      >
        {points.map(({ at, value }, index) => (
          <rect
            key={at}
            x={index + 0.1}
            width={0.8}
            y={HEIGHT - (value / most) * HEIGHT}
            height={(value / most) * HEIGHT}
            className="fill-primary"
          >
            <title>{`${texts.from(at)}: ${count(value)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption className="text-table text-muted-foreground mt-1 flex justify-between gap-4 tabular-nums">
        <span>{texts.from(points[0]?.at ?? "")}</span>
        <span>{texts.from(points.at(-1)?.at ?? "")}</span>
      </figcaption>
    </figure>
  );
}
