import type { WorkerDefinition } from '../context.ts';
import { handler } from './handler.ts';

export const worker: WorkerDefinition = {
  jobType: 'register-rights-decision',
  handler,
  variables: ['rightsRequestId', 'terms'],
};
