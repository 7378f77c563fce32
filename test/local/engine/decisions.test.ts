import { describe, expect } from '@jest/globals';
import type { EngineDriver } from '../../support/engine/engine-driver.ts';
import { aProcess, expression, loop, mappings } from '../../support/engine/process-builder.ts';
import { decisionFile, deployFiles, literals } from '../../support/engine/resources.ts';
import { scenario } from '../../support/engine/scenario.ts';

const evaluate = (engine: EngineDriver, decisionId: string, variables = {}) =>
  engine.do({ type: 'evaluate-decision', decisionId, variables });

describe('deploying decisions', () => {
  scenario(
    'gives the graph a key before its decisions and these before the deployment, and lists decisions and graph',
    (engine) => {
      const { key, decisions, decisionRequirements } = deployFiles(
        engine,
        decisionFile(literals('g', { a: '1', b: '2' })),
      );
      const [graph] = decisionRequirements;
      expect(graph).toEqual({
        decisionRequirementsKey: expect.any(String),
        decisionRequirementsId: 'g',
        name: 'Graph g',
        version: 1,
        resourceName: 'g.dmn',
      });
      expect(decisions.map(({ decisionId, name, version }) => [decisionId, name, version])).toEqual([
        ['a', 'Decision a', 1],
        ['b', 'Decision b', 1],
      ]);
      const keys = [
        graph?.decisionRequirementsKey ?? '0',
        ...decisions.map(({ decisionKey }) => decisionKey),
        key,
      ];
      expect(keys.map((one) => BigInt(one))).toEqual(keys.map((_one, i) => BigInt(keys[0] ?? 0) + BigInt(i)));
      expect(decisions.map((one) => one.decisionRequirementsKey)).toEqual([keys[0], keys[0]]);
    },
  );

  scenario('the same file again is no new version; a change, another name and the way back are', (engine) => {
    const one = literals('g', { d: '1' });
    const two = literals('g', { d: '2' });
    const versions = [
      deployFiles(engine, decisionFile(one)),
      deployFiles(engine, decisionFile(one)),
      deployFiles(engine, decisionFile(two)),
      deployFiles(engine, decisionFile(one)),
      deployFiles(engine, decisionFile(one, 'other.dmn')),
    ];
    expect(versions.map(({ decisions }) => decisions[0]?.version)).toEqual([1, 1, 2, 3, 4]);
    expect(versions.map(({ decisionRequirements }) => decisionRequirements[0]?.version)).toEqual([
      1, 1, 2, 3, 4,
    ]);
    expect(versions[1]?.decisions).toEqual(versions[0]?.decisions);
    expect(new Set(versions.map(({ key }) => key)).size).toBe(5);
    expect(evaluate(engine, 'd').decisionOutput).toBe('1');
  });

  scenario(
    'the same file again is a new version when another file has meanwhile changed its decision',
    (engine) => {
      const mine = decisionFile(literals('mine', { shared: '"mine"' }));
      deployFiles(engine, mine);
      deployFiles(engine, decisionFile(literals('theirs', { shared: '"theirs"' })));
      const { decisions, decisionRequirements } = deployFiles(engine, mine);
      expect(decisions[0]?.version).toBe(3);
      expect(decisionRequirements[0]?.version).toBe(2);
      expect(evaluate(engine, 'shared').decisionOutput).toBe('"mine"');
    },
  );

  scenario('is refused for two decisions or two graphs with one id, and changes nothing', (engine) => {
    const refused = (...files: Parameters<typeof decisionFile>[]) =>
      engine.refused({
        type: 'deploy-resources',
        resources: files.map(([graph, name]) => decisionFile(graph, name)),
      }).reason;
    expect(refused([literals('g', { a: '1' })], [literals('h', { a: '1' })])).toContain(
      "Duplicated decision id in resources 'g.dmn' and 'h.dmn': the decision id 'a' must be unique",
    );
    expect(refused([literals('g', { a: '1' })], [literals('g', { b: '1' }), 'h.dmn'])).toContain(
      "the decision requirements id 'g' must be unique",
    );
    expect(refused([literals('g', { a: '1 +' })])).toContain("'g.dmn': - Element: a");
  });
});

describe('deleting a graph', () => {
  scenario('brings back the decisions of the version before; numbers never return', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { d: '1' })));
    const { decisionRequirements, decisions } = deployFiles(engine, decisionFile(literals('g', { d: '2' })));
    const resourceKey = decisionRequirements[0]?.decisionRequirementsKey ?? '';
    engine.do({ type: 'delete-resource', resourceKey });
    expect(evaluate(engine, 'd').decisionOutput).toBe('1');
    expect(
      engine.refused({ type: 'evaluate-decision', decisionKey: decisions[0]?.decisionKey ?? '' }).type,
    ).toBe('INVALID_ARGUMENT');
    expect(engine.refused({ type: 'delete-resource', resourceKey }).type).toBe('NOT_FOUND');
    expect(deployFiles(engine, decisionFile(literals('g', { d: '3' }))).decisions[0]?.version).toBe(3);
  });

  scenario('a decision alone cannot be deleted', (engine) => {
    const { decisions } = deployFiles(engine, decisionFile(literals('g', { d: '1' })));
    const resourceKey = decisions[0]?.decisionKey ?? '';
    expect(engine.refused({ type: 'delete-resource', resourceKey }).type).toBe('NOT_FOUND');
  });

  scenario('a task that calls a deleted decision gets an incident', (engine) => {
    const { decisionRequirements } = deployFiles(engine, decisionFile(literals('g', { d: '1' })));
    engine.deploy(ruleProcess());
    engine.do({
      type: 'delete-resource',
      resourceKey: decisionRequirements[0]?.decisionRequirementsKey ?? '',
    });
    engine.create();
    expect(engine.incident().type).toBe('CALLED_DECISION_ERROR');
  });
});

describe('evaluating a decision', () => {
  scenario('takes the latest version by id and any version by key', (engine) => {
    const old = deployFiles(engine, decisionFile(literals('g', { d: 'x + 1' })));
    deployFiles(engine, decisionFile(literals('g', { d: 'x + 2' })));
    expect(evaluate(engine, 'd', { x: 1 })).toMatchObject({
      decisionId: 'd',
      decisionName: 'Decision d',
      decisionVersion: 2,
      decisionRequirementsId: 'g',
      decisionOutput: '3',
      evaluatedDecisions: [
        {
          decisionId: 'd',
          decisionVersion: 2,
          decisionType: 'LITERAL_EXPRESSION',
          decisionOutput: '3',
          matchedRules: [],
          evaluatedInputs: [],
        },
      ],
    });
    const decisionKey = old.decisions[0]?.decisionKey ?? '';
    expect(engine.do({ type: 'evaluate-decision', decisionKey, variables: { x: 1 } })).toMatchObject({
      decisionKey,
      decisionVersion: 1,
      decisionOutput: '2',
    });
  });

  scenario('a failing decision is an answer, not a rejection', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { d: 'assert(x, x > 1, "too small")' })));
    expect(evaluate(engine, 'd', { x: 1 })).toMatchObject({
      decisionOutput: 'null',
      evaluatedDecisions: [{ decisionId: 'd', decisionOutput: 'null' }],
      failure: { decisionId: 'd', message: expect.stringContaining('too small') },
    });
  });

  scenario('needs the id or the key of a decision that exists; the id wins', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { d: '1' })));
    const both = { type: 'evaluate-decision', decisionId: 'd', decisionKey: '1' } as const;
    expect(engine.do<'evaluate-decision'>(both).decisionOutput).toBe('1');
    expect(engine.refused({ type: 'evaluate-decision' }).type).toBe('INVALID_ARGUMENT');
    expect(engine.refused({ type: 'evaluate-decision', decisionId: 'no' })).toEqual({
      type: 'INVALID_ARGUMENT',
      reason: "Expected to evaluate decision 'no', but no decision found for id 'no'",
    });
    expect(engine.refused({ type: 'evaluate-decision', decisionKey: '77' }).reason).toContain(
      "no decision found for key '77'",
    );
  });
});

const ruleProcess = (decisionId = 'd', more: Parameters<ReturnType<typeof aProcess>['node']>[2] = {}) =>
  aProcess()
    .start()
    .node('business-rule-task', 'rule', {
      decision: { decisionId: expression(decisionId), resultVariable: 'result' },
      ...more,
    })
    .service('after')
    .end();

describe('a business rule task with a called decision', () => {
  scenario('takes the latest version and puts its result into the result variable', (engine) => {
    engine.deploy(ruleProcess());
    deployFiles(engine, decisionFile(literals('g', { d: '"old"' })));
    deployFiles(engine, decisionFile(literals('g', { d: '{x: x, on: date("2030-01-01")}' })));
    const instance = engine.create('process', { x: [1] });
    expect(engine.locals(instance)).toEqual({ x: [1], result: { x: [1], on: '2030-01-01' } });
    engine.complete('after');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('finds the id with an expression and maps the result out', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { 'd-nl': 'given * 2' })));
    engine.deploy(
      ruleProcess('="d-" + country', {
        inputs: mappings({ given: '=number' }),
        outputs: mappings({ twice: '=result' }),
      }),
    );
    const instance = engine.create('process', { country: 'nl', number: 21 });
    expect(engine.locals(instance)).toEqual({ country: 'nl', number: 21, twice: 42 });
  });

  scenario('no match is null', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { d: 'missing' })));
    engine.deploy(ruleProcess());
    expect(engine.locals(engine.create())).toEqual({ result: null });
  });

  scenario('collects the results of a multi-instance', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { d: 'item * 10' })));
    engine.deploy(
      ruleProcess('d', {
        multiInstance: loop('=[1, 2, 3]', {
          inputElement: 'item',
          outputCollection: 'all',
          outputElement: '=result',
        }),
        inputs: mappings({ result: '=null' }),
      }),
    );
    expect(engine.locals(engine.create())).toMatchObject({ all: [10, 20, 30] });
  });

  scenario('an unknown decision is an incident, which can be resolved once it is deployed', (engine) => {
    engine.deploy(ruleProcess());
    engine.create();
    expect(engine.incident()).toMatchObject({
      type: 'CALLED_DECISION_ERROR',
      elementId: 'rule',
      message: "Expected to evaluate decision 'd', but no decision found for id 'd'",
    });
    engine.resolve();
    expect(engine.incident().type).toBe('CALLED_DECISION_ERROR');
    deployFiles(engine, decisionFile(literals('g', { d: '1' })));
    engine.resolve();
    expect(engine.active()).toEqual(['after']);
  });

  scenario('a failing decision is an incident; resolving maps the inputs again', (engine) => {
    deployFiles(engine, decisionFile(literals('g', { d: 'assert(given, given > 1, "too small")' })));
    engine.deploy(ruleProcess('d', { inputs: mappings({ given: '=number' }) }));
    const instance = engine.create('process', { number: 1 });
    expect(engine.incident()).toMatchObject({
      type: 'DECISION_EVALUATION_ERROR',
      message: expect.stringContaining("Expected to evaluate decision 'd', but failed to evaluate"),
    });
    engine.do({ type: 'set-variables', elementInstanceKey: instance, variables: { number: 2 } });
    engine.resolve();
    expect(engine.locals(instance)).toEqual({ number: 2, result: 2 });
  });

  scenario('an id that is no text is an incident', (engine) => {
    engine.deploy(ruleProcess('=5'));
    engine.create();
    expect(engine.incident().type).toBe('EXTRACT_VALUE_ERROR');
  });
});

describe('a script task', () => {
  const scriptProcess = (script: string) =>
    aProcess()
      .start()
      .node('script-task', 'script', { script: { expression: expression(script), resultVariable: 'result' } })
      .service('after')
      .end();

  scenario('evaluates its expression into the result variable', (engine) => {
    engine.deploy(scriptProcess('={total: sum(numbers), at: now()}'));
    expect(engine.locals(engine.create('process', { numbers: [1, 2] }))).toEqual({
      numbers: [1, 2],
      result: { total: 3, at: '2030-01-01T00:00:00Z' },
    });
  });

  scenario('a failing script is an incident, and tries again when that is resolved', (engine) => {
    engine.deploy(scriptProcess('=assert(x, x != null)'));
    const instance = engine.create();
    expect(engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'script' });
    engine.do({ type: 'set-variables', elementInstanceKey: instance, variables: { x: 1 } });
    engine.resolve();
    expect(engine.locals(instance)).toEqual({ x: 1, result: 1 });
  });
});
