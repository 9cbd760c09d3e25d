import type { ProjectMetadata } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { jobRunsQuery, type JobsOf } from "../api/jobs.js";
import { bySchedule, tookOf } from "../schedules.js";
import { jobTexts as texts } from "../texts.js";
import { Outcome } from "./outcome.js";
import { RunsDialog } from "./runs-dialog.js";

interface SchedulesListProps {
  whose: JobsOf;
  /** The projects of the workspace, to name them; absent within one project. */
  projects?: readonly ProjectMetadata[];
}

/** Every schedule with its last result; its runs open beside it. */
export function SchedulesList({ whose, projects }: SchedulesListProps) {
  const runs = useQuery(jobRunsQuery(whose));
  const [opened, setOpened] = useState<string>();
  const isProject = "project" in whose;
  if (runs.isPending) return <Skeleton what={texts.title.toLowerCase()} />;
  if (runs.isError) {
    const noun = isProject ? "project" : "workspace";
    return <ErrorState error={runs.error} noun={noun} onRetry={() => void runs.refetch()} />;
  }
  const schedules = bySchedule(runs.data);
  if (schedules.length === 0) {
    return <EmptyState sentence={isProject ? texts.emptyProject : texts.empty} />;
  }
  const shown = schedules.find(({ schedule }) => schedule === opened);
  const { columns } = texts;
  return (
    <>
      <DataTable
        caption={texts.caption}
        rows={schedules}
        keyOf={({ schedule }) => schedule}
        columns={[
          {
            header: columns.schedule,
            className: "sm:max-w-80",
            cell: ({ schedule }) => (
              <span className="flex min-w-0 flex-col">
                <span className="font-medium">{texts.schedule(schedule).name}</span>
                <span className="text-muted-foreground">{texts.schedule(schedule).sentence}</span>
              </span>
            ),
          },
          { header: columns.last, cell: ({ last }) => <Time moment={last.finished_at} /> },
          { header: columns.result, cell: ({ last }) => <Outcome run={last} /> },
          {
            header: columns.counts,
            className: "sm:max-w-64",
            cell: ({ last }) => texts.did(last.counts) || texts.nothing,
          },
          { header: columns.took, cell: ({ last }) => texts.took(tookOf(last)) },
          {
            header: columns.runs,
            cell: ({ schedule, runs: own, failed }) => (
              <Button
                size="dense"
                aria-haspopup="dialog"
                aria-label={texts.show(
                  texts.ran(own.length, failed),
                  texts.schedule(schedule).name,
                )}
                onClick={() => setOpened(schedule)}
              >
                {texts.ran(own.length, failed)}
              </Button>
            ),
          },
        ]}
      />
      {shown === undefined ? null : (
        <RunsDialog schedule={shown} projects={projects} onClose={() => setOpened(undefined)} />
      )}
    </>
  );
}
