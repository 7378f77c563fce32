import { describe, expect } from '@jest/globals';
import { aProcess, error, message, timer } from '../../support/engine/process-builder.ts';
import type { ProcessBuilder } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

const oneTask = () => aProcess().start().service('work').end();
const resource = (checksum: string, ...models: ProcessBuilder[]) => ({
  resourceName: 'file.bpmn',
  checksum,
  content: '<xml/>',
  processes: models.map((model) => model.build()),
});

describe('deploying', () => {
  scenario('numbers versions per process id; the same file again keeps key and version', (engine) => {
    const deploy = (checksum: string) =>
      engine.do({ type: 'deploy-resources', resources: [resource(checksum, oneTask())] });
    const first = deploy('1');
    const again = deploy('1');
    expect(again.processes).toEqual(first.processes);
    expect(again.key).not.toBe(first.key);
    expect(deploy('2').processes[0]?.version).toBe(2);
    expect(deploy('1').processes[0]?.version).toBe(3);
  });

  scenario(
    'takes its own key after those of its resources, so that the first process has the first key',
    (engine) => {
      const { key, processes } = engine.deploy(oneTask());
      expect([processes[0]?.processDefinitionKey, key]).toEqual(
        [1n, 2n].map((counter) => String((BigInt(engine.state.partitionId) << 51n) + counter)),
      );
    },
  );

  scenario('is atomic over all resources', (engine) => {
    const broken = aProcess('broken').start().service('x', { jobType: '=1 +' }).end();
    const refusal = engine.refused({
      type: 'deploy-resources',
      resources: [resource('1', oneTask()), { ...resource('2', broken), resourceName: 'broken.bpmn' }],
    });
    expect(refusal.type).toBe('INVALID_ARGUMENT');
    expect(refusal.reason).toContain(
      'Expected to deploy new resources, but encountered the following errors:',
    );
    expect(refusal.reason).toContain("'broken.bpmn': - Element: x");
    expect(refusal.reason).toContain('ERROR: failed to parse expression');
    expect(engine.state.processes.size).toBe(0);
  });

  scenario('refuses nothing at all and two resources with one process id', (engine) => {
    expect(engine.refused({ type: 'deploy-resources', resources: [] }).type).toBe('INVALID_ARGUMENT');
    const refusal = engine.refused({
      type: 'deploy-resources',
      resources: [resource('1', oneTask()), { ...resource('2', oneTask()), resourceName: 'other.bpmn' }],
    });
    expect(refusal.reason).toContain('Duplicated process id');
  });

  scenario('refuses models that cannot be executed, naming the element', (engine) => {
    const problem = (model: ProcessBuilder) =>
      engine.refused({ type: 'deploy-resources', resources: [resource('1', model)] }).reason;
    expect(
      problem(
        oneTask().boundary('a', 'work', error('E')).end('e1').boundary('b', 'work', error('E')).end('e2'),
      ),
    ).toContain('Element: b');
    expect(problem(aProcess().start().catch('c', message('m')).end())).toContain('Element: c');
    expect(problem(aProcess().start().catch('c', timer('duration', 'soon')).end())).toContain(
      "'soon' is not a valid time duration",
    );
    expect(problem(aProcess().start('s', message('=1')).end())).toContain("to be 'STRING'");
    expect(problem(aProcess().start().exclusive('x').end('e1').at('x').end('e2'))).toContain(
      'must have a condition',
    );
    expect(problem(aProcess().start().to('missing'))).toContain("'missing', which does not exist");
  });
});

describe('deleting a resource', () => {
  scenario('is refused while instances run', (engine) => {
    const [deployed] = engine.deploy(oneTask()).processes;
    const resourceKey = deployed?.processDefinitionKey ?? '';
    const key = engine.create();
    expect(engine.refused({ type: 'delete-resource', resourceKey }).type).toBe('INVALID_STATE');
    engine.cancel(key);
    engine.do({ type: 'delete-resource', resourceKey });
    expect(engine.refused({ type: 'delete-resource', resourceKey }).type).toBe('NOT_FOUND');
    expect(engine.refused({ type: 'create-process-instance', bpmnProcessId: 'process' }).type).toBe(
      'NOT_FOUND',
    );
    expect(engine.deploy(oneTask()).processes[0]?.version).toBe(2);
  });

  scenario('of the latest version makes the previous one latest, with its start events', (engine) => {
    engine.deploy(aProcess().start('start', timer('cycle', 'R/PT1H')).service('v1').end());
    const [latest] = engine.deploy(aProcess().start('start', message('m')).service('v2').end()).processes;
    engine.do({ type: 'delete-resource', resourceKey: latest?.processDefinitionKey ?? '' });
    engine.publish('m');
    expect(engine.active()).toEqual([]);
    engine.advance(3_600_000);
    expect(engine.active()).toEqual(['v1']);
  });
});
