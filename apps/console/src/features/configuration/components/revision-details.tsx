import type { Project, RevisionDifference } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Select } from "../../../components/ui/field.js";
import { Note } from "../../../components/ui/note.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { useMay } from "../../../lib/session.js";
import { differenceQuery } from "../api/configuration.js";
import { configurationTexts as texts } from "../texts.js";
import { Difference } from "./difference.js";
import { RestoreDialog } from "./restore-dialog.js";

interface RevisionDetailsProps {
  project: Project;
  number: string;
}

/** One revision: its note, what it changed, and the way back to it. */
export function RevisionDetails({ project, number }: RevisionDetailsProps) {
  const may = useMay();
  const [against, setAgainst] = useState("previous");
  const [restoring, setRestoring] = useState(false);
  const difference = useQuery(differenceQuery(project.id, number, against));
  if (difference.isPending) return <Skeleton what={texts.difference.toLowerCase()} />;
  if (difference.isError) {
    return (
      <ErrorState
        error={difference.error}
        noun="revision"
        onRetry={() => void difference.refetch()}
      />
    );
  }
  const { to, from, difference: changes, effects } = difference.data;
  const revision = revisionOf(difference.data, number);
  const { note, restored_from: restored } = revision;
  return (
    <div className="flex flex-col gap-6">
      <p className="text-muted-foreground">
        {revision.author.label || revision.author.id} · <Time moment={revision.created_at} /> ·{" "}
        {texts.sources[revision.source]}
        {restored === null ? null : ` · ${texts.restoredFrom(restored)}`}
      </p>
      {note === "" ? null : <Note kind="info">{note}</Note>}
      <Card
        title={texts.difference}
        {...(from === null ? {} : { description: `${from.number} → ${to.number}` })}
        actions={
          <>
            <Select
              aria-label={texts.against}
              className="w-auto"
              value={against}
              onChange={(event) => setAgainst(event.target.value)}
            >
              <option value="previous">{texts.previous}</option>
              <option value="current">{texts.currentOne}</option>
            </Select>
            {may("config:write") && !revision.is_current ? (
              <Button onClick={() => setRestoring(true)}>{texts.restore(revision.number)}</Button>
            ) : null}
          </>
        }
      >
        {changes.length === 0 ? (
          <p className="text-muted-foreground">{from === null ? texts.first : texts.same}</p>
        ) : (
          <Difference changes={changes} effects={effects} />
        )}
      </Card>
      {restoring ? (
        <RestoreDialog
          project={project}
          revision={revision.number}
          onClose={() => setRestoring(false)}
        />
      ) : null}
    </div>
  );
}

function revisionOf({ from, to }: RevisionDifference, number: string) {
  return from !== null && String(from.number) === number ? from : to;
}
