import type { BucketName } from "@grantry/contracts";
import { absoluteTime, calendarDay, count, plural } from "../../lib/format.js";
import type { Forecast } from "./forecast.js";
import type { Range } from "./range.js";
import type { Series } from "./series.js";

const DAY_MILLISECONDS = 86_400_000;
const weekday = new Intl.DateTimeFormat("en", { weekday: "long" });

export const usageTexts = {
  title: "Usage",
  purpose: "What this project issued and answered, and how much of its limits that is.",
  purposeWorkspace: "What the projects of this workspace used together, and its limits.",
  range: "Range",
  ranges: {
    "24h": "Last 24 hours",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
  } satisfies Record<Range, string>,
  csv: "Download CSV",
  figures: "Figures",
  tokens: "Tokens issued",
  introspections: "Introspections",
  activeUsers: "Active users",
  activeUsersText: "This calendar month",
  clients: "Clients",
  clientsText: "Now",
  chart: "Over time",
  series: "Count",
  seriesNames: {
    tokens: "Tokens, all grants",
    tokens_authorization_code: "Tokens by authorization code",
    tokens_refresh_token: "Tokens by refresh token",
    tokens_client_credentials: "Tokens by client credentials",
    tokens_device_code: "Tokens by device code",
    tokens_jwt_bearer: "Tokens by JWT bearer",
    tokens_other: "Tokens by other grants",
    introspections: "Introspections",
    sign_ins: "Sign-ins",
    sign_ups: "Sign-ups",
    admin_calls: "Admin API calls",
  } satisfies Record<Series, string>,
  summary: (series: string, range: string, total: number, most: number) =>
    `${series}, ${range.toLowerCase()}: ${count(total)}. The most at once: ${count(most)}.`,
  showTable: "Show as table",
  showChart: "Show as chart",
  from: (hour: string) => absoluteTime(hour).slice(0, 16),
  columns: { time: "From (UTC)", count: "Count" },
  nothing: "Nothing was counted in this range.",
  totals: "By kind",
  totalsText: (range: string) => `${range}.`,
  totalColumns: { kind: "Kind", count: "Count" },

  limits: "Limits",
  limitsText: "Beyond a limit the API answers 429 and names it.",
  limitsCaption: "Limits and what is used of them",
  limitColumns: {
    name: "Limit of",
    used: "Used",
    limit: "Limit",
    headroom: "Headroom",
    by: "Set by",
    forecast: "Forecast",
  },
  buckets: {
    clients: "Clients",
    "tokens-per-month": "Tokens this month",
    projects: "Projects",
    members: "Members",
    "personal-access-tokens": "Personal access tokens",
  } satisfies Record<BucketName, string>,
  noLimit: "No limit",
  setBy: { project: "Project", workspace: "Workspace", installation: "Installation" },
  percent: (percent: number) => `${count(percent)} %`,
  used: (name: string, percent: number) => `${name}, ${count(percent)} percent of limit`,
  levels: { near: "Near its limit", reached: "Limit reached" },
  noForecast: "–",
  forecast: (forecast: Exclude<Forecast, { kind: "unknown" }>) => {
    if (forecast.kind === "within") {
      return plural(forecast.used, {
        one: "1 by the end of the month.",
        other: `${count(forecast.used)} by the end of the month.`,
      });
    }
    const isSoon = forecast.at.getTime() - Date.now() < 7 * DAY_MILLISECONDS;
    const day = isSoon ? weekday.format(forecast.at) : calendarDay(forecast.at);
    return `At this growth the limit is reached on ${day}.`;
  },
};
