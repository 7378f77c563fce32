import type { WorkerDefinition } from '../context.ts';
import { handler } from './handler.ts';

export const worker: WorkerDefinition = {
  jobType: 'close-transferred-case',
  handler,
  variables: ['transferId'],
};
