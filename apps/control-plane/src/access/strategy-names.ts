export const PERSONAL_ACCESS_TOKEN = "personal-access-token";
export const CLI_TOKEN = "cli-token";
export const CONSOLE_SESSION = "console-session";
