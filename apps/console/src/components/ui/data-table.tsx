import type { ReactNode } from "react";
import { count } from "../../lib/format.js";
import { Button } from "./button.js";
import { cn } from "./cn.js";
import { uiTexts } from "./texts.js";

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  /** Extra class names of its cells, such as a width. */
  className?: string;
}

interface DataTableProps<Row> {
  caption: string;
  /** The first column is the link of the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Old rows stay while new ones are read. */
  refreshing?: boolean;
}

/** A table with a caption; under 640 px every row becomes a card with labels. */
export function DataTable<Row>({ caption, columns, rows, keyOf, refreshing }: DataTableProps<Row>) {
  return (
    <table
      aria-busy={refreshing || undefined}
      className={cn(
        "text-table block w-full transition-opacity sm:table sm:border-collapse",
        refreshing && "opacity-60",
      )}
    >
      <caption className="sr-only">{caption}</caption>
      <thead className="hidden sm:table-header-group">
        <tr className="border-border border-b">
          {columns.map(({ header, className }) => (
            <th
              key={header}
              scope="col"
              className={cn(
                "text-muted-foreground h-9 px-3 text-left font-medium whitespace-nowrap first:pl-5 last:pr-5",
                className,
              )}
            >
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className="border-border hover:bg-muted/50 relative block border-b px-5 py-3 last:border-b-0 sm:table-row sm:p-0"
          >
            {columns.map(({ header, cell, className }, index) => {
              const Cell = index === 0 ? "th" : "td";
              const content = cell(row);
              return (
                <Cell
                  key={header}
                  {...(index === 0 ? { scope: "row" } : {})}
                  className={cn(
                    "flex min-w-0 items-center gap-3 py-1 text-left font-normal sm:table-cell sm:h-11 sm:px-3 sm:py-1.5 sm:align-middle sm:first:pl-5 sm:last:pr-5",
                    content === null && "max-sm:hidden",
                    className,
                  )}
                >
                  <span
                    aria-hidden
                    className={cn(
                      "text-muted-foreground w-24 shrink-0 sm:hidden",
                      index === 0 && "hidden",
                    )}
                  >
                    {header}
                  </span>
                  <div className="min-w-0 max-sm:flex-1 max-sm:break-words">{content}</div>
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface PagerProps {
  from: number;
  rows: number;
  onFirst?: (() => void) | undefined;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}

/** "Previous" and "Next" of a list read by cursors; no totals. */
export function Pager({ from, rows, onFirst, onPrevious, onNext }: PagerProps) {
  if (!onPrevious && !onNext && !onFirst) return null;
  return (
    <nav
      aria-label={uiTexts.rows(from, from + rows - 1)}
      className="border-border flex flex-wrap items-center justify-between gap-3 border-t px-5 py-3"
    >
      <div className="flex gap-2">
        {onFirst ? (
          <Button size="dense" onClick={onFirst}>
            {uiTexts.first}
          </Button>
        ) : null}
        <Button size="dense" inactive={!onPrevious} onClick={onPrevious}>
          {uiTexts.previous}
        </Button>
        <Button size="dense" inactive={!onNext} onClick={onNext}>
          {uiTexts.next}
        </Button>
      </div>
      <p className="text-table text-muted-foreground tabular-nums">
        {`Rows ${count(from)} to ${count(from + rows - 1)}`}
      </p>
    </nav>
  );
}
