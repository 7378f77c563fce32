import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../client/problem-error.ts';

/** Only what may pass by itself is tried again: no answer, or a server that is not ready. */
function mayPass(error: Error): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status >= 502);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && mayPass(error),
      retryDelay: 1_000,
    },
    mutations: { retry: false },
  },
});
