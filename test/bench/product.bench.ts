/**
 * The product as its users meet it: time to ready, memory at rest, the API call that completes an item, and jobs through
 * zeebe-node on the bundled engine. Everything is on disk before it is acknowledged. Each server is a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { signIn } from '../../src/demo/api-person.ts';
import { fillForm } from '../../src/demo/fill-form.ts';
import { cast, chapters, signal } from '../../src/demo/stories.ts';
import { createZeebeNodeClient } from '../../src/zeebe/zeebe-node-client.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import { spawnServer } from '../support/spawn-server.ts';

const CASES = 60;
const JOBS = 3_000;

const print = (name: string, value: string): void => console.log(`  ${name.padEnd(58)} ${value}`);
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const start = performance.now();
  return [await work(), performance.now() - start];
};
/** Resident memory of a process, in MB. */
const memoryOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

console.log(
  `Node ${process.versions.node}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before; writes synced to disk\n`,
);

console.log('The product (bundled engine and store in its process)');
const dataDir = newDataDir();
const [first, firstStart] = await timed(() => spawnProduct({ dataDir }));
print('start to ready, empty data folder', milliseconds(firstStart));
await first.stop('SIGTERM');
const [product, secondStart] = await timed(() => spawnProduct({ dataDir }));
print('start to ready, second time', milliseconds(secondStart));
await new Promise((resolve) => setTimeout(resolve, 3_000));
print('memory at rest (resident)', `${memoryOf(product.pid).toFixed(0)} MB`);

const police = await signIn(product.address, cast.police, 'casusoverleg-demo');
const { schema } = await police.signalForm();
const recorded: number[] = [];
const completed: number[] = [];
for (let index = 0; index < CASES; index += 1) {
  const data = fillForm(
    schema,
    signal(`Fictief ${index}`, 'Voorbeeldstad', 'Een feit voor een meting.'),
    '2026-11-23',
  );
  const [{ caseId }, took] = await timed(() => police.recordSignal(`bench-case-${index}-0000`, data));
  recorded.push(took);
  const item = await eventually('the quality check', async () => (await police.openItems(caseId))[0]);
  await police.claim(item.itemId);
  const { form } = await police.readItem(item.itemId);
  const answers = fillForm(form.schema, chapters.intake[0]?.answers ?? {}, '2026-11-23');
  completed.push((await timed(() => police.complete(item.itemId, answers)))[1]);
}
const spread = (values: readonly number[]): string =>
  `p50 ${milliseconds(percentile(values, 0.5))}, p99 ${milliseconds(percentile(values, 0.99))}`;
print(`API: record a signal (${CASES} times, one at a time)`, spread(recorded));
print(`API: complete an item, until the next step is known`, spread(completed));
print('memory after that (resident)', `${memoryOf(product.pid).toFixed(0)} MB`);
await product.stop('SIGTERM');

console.log('\nJobs through zeebe-node (engine in a process of its own)');
const engine = await spawnServer({
  entry: 'dist/server/src/local/engine-cli.js',
  args: ['--listen', '127.0.0.1:0', '--data', newDataDir()],
});
const client = createZeebeNodeClient({ address: engine.address });
await client.deploy([
  {
    name: 'one-task.bpmn',
    content: `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench">
  <bpmn:process id="one-task" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="work" />
    <bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="bench-work" /></bpmn:extensionElements><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:sequenceFlow id="b" sourceRef="work" targetRef="end" />
    <bpmn:endEvent id="end"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>`,
  },
]);
const [, createdIn] = await timed(async () => {
  for (let batch = 0; batch < JOBS; batch += 100) {
    await Promise.all(
      Array.from({ length: 100 }, () => client.createInstance({ processId: 'one-task', variables: {} })),
    );
  }
});
print(`create ${JOBS} instances, 100 in flight`, `${Math.round((JOBS / createdIn) * 1000)} per second`);
let done = 0;
const [, workedIn] = await timed(async () => {
  const worker = client.openWorker({
    jobType: 'bench-work',
    name: 'bench',
    timeoutMs: 60_000,
    maxJobsActive: 320,
    handler: async () => {
      done += 1;
      return { kind: 'complete' };
    },
  });
  await eventually('all jobs', () => done >= JOBS, 300_000);
  await worker.close();
});
print(`activate and complete ${JOBS} jobs, one worker`, `${Math.round((JOBS / workedIn) * 1000)} per second`);
await client.close();
await engine.stop('SIGTERM');
