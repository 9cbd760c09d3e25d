/** Words of the choice of projects. */
export const reachTexts = {
  projects: "Projects",
  all: "All, now and later",
  allText: "Every project of the workspace, also those made later.",
  chosen: "Chosen",
  chosenText: "Only the projects ticked below.",
  missing: "Choose at least one project.",
};
