import type { WorkerDefinition } from '../context.ts';
import { refVariables } from '../refs.ts';
import { handler } from './handler.ts';

/** The one folder that is not named for its job type: the engine's name for user tasks is no folder name. */
export const worker: WorkerDefinition = {
  jobType: 'io.camunda.zeebe:userTask',
  handler,
  variables: refVariables,
};
