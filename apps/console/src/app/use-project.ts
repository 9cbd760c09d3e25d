import type { Project } from "@grantry/contracts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { projectQuery } from "../features/projects/api/projects.js";

/** The project of the address; its route has read it already. */
export function useProject(): Project {
  const { project } = useParams({ from: "/session/projects/$project" });
  return useSuspenseQuery(projectQuery(project)).data;
}
