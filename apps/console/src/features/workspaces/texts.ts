export const workspaceTexts = {
  settings: "Settings",
};
