import type { JobRun, ProjectMetadata } from "@grantry/contracts";
import { Button } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { absoluteTime } from "../../../lib/format.js";
import { tookOf, type ScheduleRuns } from "../schedules.js";
import { jobTexts as texts } from "../texts.js";
import { Outcome } from "./outcome.js";

interface RunsDialogProps {
  schedule: ScheduleRuns;
  /** To name the projects that runs were for; absent within one project. */
  projects?: readonly ProjectMetadata[] | undefined;
  onClose: () => void;
}

/** The last runs of one schedule: when, for whom, what they did, and why they failed. */
export function RunsDialog({ schedule, projects, onClose }: RunsDialogProps) {
  const { name, sentence } = texts.schedule(schedule.schedule);
  const { runColumns: columns } = texts;
  return (
    <Dialog
      title={texts.runsOf(name)}
      description={sentence}
      width="max-w-3xl"
      onClose={onClose}
      footer={<Button onClick={onClose}>{texts.close}</Button>}
    >
      <div className="-mx-5">
        <DataTable<JobRun>
          caption={texts.runsOf(name)}
          rows={schedule.runs}
          keyOf={({ id }) => id}
          columns={[
            {
              header: columns.time,
              cell: ({ started_at: moment }) => (
                <time dateTime={moment} className="tabular-nums">
                  {absoluteTime(moment)}
                </time>
              ),
            },
            { header: columns.result, cell: (run) => <Outcome run={run} /> },
            ...(projects === undefined
              ? []
              : [
                  {
                    header: columns.project,
                    cell: ({ project_id: id }: JobRun) =>
                      id === null
                        ? texts.everywhere
                        : (projects.find((each) => each.id === id)?.name ?? id),
                  },
                ]),
            { header: columns.counts, cell: ({ counts }) => texts.did(counts) || texts.nothing },
            { header: columns.took, cell: (run) => texts.took(tookOf(run)) },
          ]}
        />
      </div>
    </Dialog>
  );
}
