import type { Project } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toast } from "../../../components/ui/toast.js";
import { projectQuery } from "../../projects/api/projects.js";
import { restoreRevision, tryRestoreQuery } from "../api/configuration.js";
import { configurationTexts as texts } from "../texts.js";
import { DifferenceDialog } from "./difference-dialog.js";

interface RestoreDialogProps {
  project: Project;
  revision: number;
  onClose: () => void;
}

/** Shows what restoring a revision would change, and does it. */
export function RestoreDialog({ project, revision, onClose }: RestoreDialogProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const trial = useQuery(tryRestoreQuery(project, revision));
  const restoring = useMutation({
    mutationFn: (note: string) => restoreRevision(project, revision, note),
    onSuccess: async ({ project: next, revision: made }) => {
      queryClient.setQueryData(projectQuery(project.slug).queryKey, next);
      onClose();
      toast(texts.restored(revision, made.number));
      await navigate({
        to: "/projects/$project/configuration/history",
        params: { project: project.slug },
      });
      await queryClient.invalidateQueries({ queryKey: [project.id, "revisions"] });
    },
    onError: () => queryClient.invalidateQueries({ queryKey: projectQuery(project.slug).queryKey }),
  });
  return (
    <DifferenceDialog
      title={texts.restoreTitle(revision)}
      description={texts.restoreText}
      trial={trial}
      noun="revision"
      action={texts.restore(revision)}
      pending={restoring.isPending}
      refusal={restoring.error}
      onConfirm={restoring.mutate}
      onClose={onClose}
    />
  );
}
