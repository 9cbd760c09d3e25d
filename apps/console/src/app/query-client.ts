import { QueryClient } from "@tanstack/react-query";
import { asApiError } from "../lib/api-error.js";

function isWorthAnotherTry(failures: number, error: unknown): boolean {
  const { status } = asApiError(error);
  return failures < 2 && (status === 0 || status >= 500);
}

/** Server state of the whole console; every key begins with the project or workspace it belongs to. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: isWorthAnotherTry, retryDelay: 600, staleTime: 5_000 },
    mutations: { retry: false },
  },
});
