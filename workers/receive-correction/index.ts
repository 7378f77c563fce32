import type { WorkerDefinition } from '../context.ts';
import { handler } from './handler.ts';

export const worker: WorkerDefinition = {
  jobType: 'receive-correction',
  handler,
  variables: ['fromCaseId', 'correctionId'],
};
