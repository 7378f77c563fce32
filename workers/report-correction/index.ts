import type { WorkerDefinition } from '../context.ts';
import { handler } from './handler.ts';

export const worker: WorkerDefinition = {
  jobType: 'report-correction',
  handler,
  variables: ['fromCaseId', 'correctionId'],
};
