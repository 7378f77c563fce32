import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { WorkerOptions } from '../../src/zeebe/process-client.ts';
import { shiftableClock } from '../../src/lib/clock.ts';
import type { WorkerContext } from '../../workers/context.ts';
import { startWorkers, workers } from '../../workers/registry.ts';

test('every folder is a job type and every job type has its folder', () => {
  const folders = readdirSync('workers', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const jobTypes = workers.map(({ jobType }) => jobType.replace('io.camunda.zeebe:userTask', 'user-task'));
  expect([...jobTypes].sort()).toEqual(folders.sort());
});

test('starting opens one worker per job type, user tasks for longer than steps; closing closes them all', async () => {
  const opened: WorkerOptions[] = [];
  let closed = 0;
  const client = {
    openWorker(options: WorkerOptions) {
      opened.push(options);
      return {
        close: async () => {
          closed += 1;
        },
      };
    },
  };
  // Only what starting uses: the clock.
  const context = { clock: shiftableClock() } as unknown as WorkerContext;
  const running = startWorkers(client, context, { job: (_job, work) => work() });
  expect(opened.map(({ jobType }) => jobType)).toEqual(workers.map(({ jobType }) => jobType));
  expect(opened.filter(({ timeoutMs }) => timeoutMs === 300_000).map(({ jobType }) => jobType)).toEqual([
    'io.camunda.zeebe:userTask',
  ]);
  expect(opened.every(({ fetchVariables }) => fetchVariables?.includes('caseId'))).toBe(true);
  await running.close();
  expect(closed).toBe(workers.length);
});
