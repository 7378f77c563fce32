import type { Broker } from '../broker/broker.ts';
import { parseVariables, toMilliseconds } from './request-values.ts';
import { execute, type UnaryRpc } from './unary.ts';

interface CompleteRequest {
  readonly jobKey: string;
  readonly variables: string;
}

interface FailRequest {
  readonly jobKey: string;
  readonly retries: number;
  readonly errorMessage: string;
  readonly retryBackOff: string;
  readonly variables: string;
}

interface ThrowRequest {
  readonly jobKey: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly variables: string;
}

/** Everything a worker says about a job that it has. */
export const jobRpcs = (broker: Broker): Record<string, UnaryRpc> => ({
  async CompleteJob({ jobKey, variables }: CompleteRequest) {
    await execute(broker, {
      type: 'complete-job',
      jobKey,
      variables: parseVariables('CompleteJob', variables),
    });
    return {};
  },

  async FailJob({ jobKey, retries, errorMessage, retryBackOff, variables }: FailRequest) {
    await execute(broker, {
      type: 'fail-job',
      jobKey,
      retries,
      errorMessage,
      retryBackOff: toMilliseconds(retryBackOff),
      variables: parseVariables('FailJob', variables),
    });
    return {};
  },

  async ThrowError({ jobKey, errorCode, errorMessage, variables }: ThrowRequest) {
    await execute(broker, {
      type: 'throw-error',
      jobKey,
      errorCode,
      errorMessage,
      variables: parseVariables('ThrowError', variables),
    });
    return {};
  },

  async UpdateJobRetries({ jobKey, retries }: { readonly jobKey: string; readonly retries: number }) {
    await execute(broker, { type: 'update-job-retries', jobKey, retries });
    return {};
  },

  async UpdateJobTimeout({ jobKey, timeout }: { readonly jobKey: string; readonly timeout: string }) {
    await execute(broker, { type: 'update-job-timeout', jobKey, timeout: toMilliseconds(timeout) });
    return {};
  },
});
