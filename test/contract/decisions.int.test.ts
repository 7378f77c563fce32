/**
 * Decisions and forms as every engine behind the gateway protocol must treat them, seen by clients. Runs on the bundled
 * engine, and on a real Zeebe when `ZEEBE_ADDRESS` is set.
 */
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decisionFixture } from '../support/fixtures.ts';
import {
  codeOf,
  detailsOf,
  type EngineUnderTest,
  REAL_ZEEBE,
  speakTo,
  startEngineUnderTest,
  uniqueSuffix,
} from './engine-under-test.ts';

let engine: EngineUnderTest;
let say: ReturnType<typeof speakTo>;

beforeAll(async () => {
  engine = await startEngineUnderTest();
  say = speakTo(engine);
});

afterAll(async () => {
  await engine.close();
});

interface Deployed {
  readonly key: string;
  readonly deployments: readonly {
    readonly decision?: {
      readonly dmnDecisionId: string;
      readonly dmnDecisionName: string;
      readonly version: number;
      readonly decisionKey: string;
      readonly dmnDecisionRequirementsId: string;
      readonly decisionRequirementsKey: string;
    };
    readonly decisionRequirements?: {
      readonly dmnDecisionRequirementsId: string;
      readonly version: number;
      readonly decisionRequirementsKey: string;
      readonly resourceName: string;
    };
    readonly form?: { readonly formId: string; readonly version: number; readonly formKey: string };
  }[];
}

interface Evaluated {
  readonly decisionKey: string;
  readonly decisionId: string;
  readonly decisionName: string;
  readonly decisionVersion: number;
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsKey: string;
  readonly decisionOutput: string;
  readonly failedDecisionId: string;
  readonly failureMessage: string;
  readonly evaluatedDecisions: readonly {
    readonly decisionId: string;
    readonly decisionType: string;
    readonly decisionOutput: string;
    readonly matchedRules: readonly object[];
    readonly evaluatedInputs: readonly object[];
  }[];
}

const deployFile = (name: string, content: string): Promise<Deployed> =>
  engine.raw.call('DeployResource', { resources: [{ name, content: Buffer.from(content) }] });

const evaluate = (decisionId: string, variables: object): Promise<Evaluated> =>
  engine.raw.call('EvaluateDecision', { decisionId, variables: JSON.stringify(variables) });

/** The fixture with ids that are this test's own; `own(id)` tells them. */
const ownDecisions = (fixture: string) => {
  const suffix = uniqueSuffix();
  const own = (id: string): string => `${id}-${suffix}`;
  const xml = decisionFixture(fixture)
    .replace(/(<definitions [^>]*\bid=")([^"]+)/, (_match, before: string, id: string) => before + own(id))
    .replace(/(<decision id=")([^"]+)/g, (_match, before: string, id: string) => before + own(id))
    .replace(/(<requiredDecision href="#)([^"]+)/g, (_match, before: string, id: string) => before + own(id));
  return { name: `${own(fixture)}.dmn`, xml, own };
};

describe('deploying decisions', () => {
  test('lists the decisions before their requirements, whose key is older; the deployment has the newest', async () => {
    const { name, xml, own } = ownDecisions('dish');
    const { key, deployments } = await deployFile(name, xml);
    expect(deployments.map(({ decision }) => decision?.dmnDecisionId)).toEqual([
      own('season'),
      own('dish'),
      undefined,
    ]);
    const [season, dish, graph] = deployments;
    expect(season?.decision).toMatchObject({ dmnDecisionName: 'Season', version: 1 });
    expect(graph?.decisionRequirements).toMatchObject({
      dmnDecisionRequirementsId: own('dish-decisions'),
      version: 1,
      resourceName: name,
    });
    const requirementsKey = graph?.decisionRequirements?.decisionRequirementsKey ?? '0';
    expect(dish?.decision?.decisionRequirementsKey).toBe(requirementsKey);
    expect(BigInt(season?.decision?.decisionKey ?? 0)).toBeGreaterThan(BigInt(requirementsKey));
    expect(BigInt(key)).toBeGreaterThan(BigInt(dish?.decision?.decisionKey ?? 0));
  });

  test('the same file again is no new version, a changed one is', async () => {
    const { name, xml } = ownDecisions('dish');
    const versions = [xml, xml, xml.replace('"salad"', '"soup"')].map(
      (content) => () => deployFile(name, content),
    );
    const found: (number | undefined)[] = [];
    for (const deploy of versions) found.push((await deploy()).deployments[0]?.decision?.version);
    expect(found).toEqual([1, 1, 2]);
  });

  test('refuses a file with a broken expression, and names it', async () => {
    const { name, xml, own } = ownDecisions('dish');
    const broken = deployFile(name, xml.replace('guests * 5', 'guests *'));
    expect(await codeOf(broken)).toBe(status.INVALID_ARGUMENT);
    expect(await detailsOf(broken)).toContain(name);
    expect(await codeOf(evaluate(own('dish'), {}))).toBe(status.INVALID_ARGUMENT);
  });
});

describe('evaluating a decision', () => {
  test('tells the output, and every decision that was taken for it with inputs and matched rules', async () => {
    const { name, xml, own } = ownDecisions('dish');
    const { deployments } = await deployFile(name, xml);
    const answer = await evaluate(own('dish'), { temperature: 30, guests: 4 });
    expect(answer).toMatchObject({
      decisionKey: deployments[1]?.decision?.decisionKey,
      decisionId: own('dish'),
      decisionName: 'Dish',
      decisionVersion: 1,
      decisionRequirementsId: own('dish-decisions'),
      decisionRequirementsKey: deployments[2]?.decisionRequirements?.decisionRequirementsKey,
      failedDecisionId: '',
      failureMessage: '',
    });
    expect(JSON.parse(answer.decisionOutput)).toEqual({ dish: 'salad', minutes: 20 });
    expect(answer.evaluatedDecisions).toMatchObject([
      {
        decisionId: own('season'),
        decisionName: 'Season',
        decisionType: 'DECISION_TABLE',
        decisionOutput: '"summer"',
        evaluatedInputs: [{ inputId: 'season-temperature', inputName: 'Temperature', inputValue: '30' }],
        matchedRules: [
          {
            ruleId: 'season-summer',
            ruleIndex: 1,
            evaluatedOutputs: [{ outputId: 'season-output', outputValue: '"summer"' }],
          },
        ],
      },
      {
        decisionId: own('dish'),
        evaluatedInputs: [
          { inputId: 'dish-season', inputName: 'season', inputValue: '"summer"' },
          { inputId: 'dish-guests', inputName: 'Guests', inputValue: '4' },
        ],
        matchedRules: [{ ruleId: 'dish-salad', ruleIndex: 1 }],
      },
    ]);
  });

  test('no matching rule gives null', async () => {
    const { name, xml, own } = ownDecisions('dish');
    await deployFile(name, xml);
    const answer = await evaluate(own('dish'), { temperature: 10, guests: 1 });
    expect(answer.decisionOutput).toBe('null');
    expect(answer.evaluatedDecisions[1]).toMatchObject({ decisionOutput: 'null', matchedRules: [] });
  });

  test('a decision that fails is an OK answer that says which one and why', async () => {
    const { name, xml, own } = ownDecisions('dish');
    await deployFile(name, xml);
    const answer = await evaluate(own('dish'), { temperature: 0, guests: 20 });
    expect(answer.failedDecisionId).toBe(own('dish'));
    expect(answer.failureMessage).toContain('UNIQUE');
    expect(answer.evaluatedDecisions.map(({ decisionId }) => decisionId)).toEqual([
      own('season'),
      own('dish'),
    ]);
  });

  test('boxed expressions and business knowledge give what they say', async () => {
    const { name, xml, own } = ownDecisions('loan');
    await deployFile(name, xml);
    const advice = await evaluate(own('advice'), { amount: 1_200 });
    expect(JSON.parse(advice.decisionOutput)).toEqual({ steps: ['choose long', 'sign'], yearly: 240 });
    expect((await evaluate(own('first-instalment'), { amount: 1_200 })).decisionOutput).toBe('100');
  });

  test('an unknown decision is INVALID_ARGUMENT with a text that clients look for', async () => {
    const unknown = evaluate(`no-such-${uniqueSuffix()}`, {});
    expect(await codeOf(unknown)).toBe(status.INVALID_ARGUMENT);
    expect(await detailsOf(unknown)).toContain('but no decision found for');
  });

  test('the id wins when a client sends both, as pyzeebe does', async () => {
    const decisionId = `no-such-${uniqueSuffix()}`;
    const both = engine.raw.call('EvaluateDecision', { decisionId, decisionKey: 1 });
    expect(await codeOf(both)).toBe(status.INVALID_ARGUMENT);
    expect(await detailsOf(both)).toContain(`but no decision found for id '${decisionId}'`);
  });

  test('works through zeebe-node', async () => {
    const { name, xml, own } = ownDecisions('dish');
    const { deployments } = await deployFile(name, xml);
    const answer = await engine.zeebe.evaluateDecision({
      decisionKey: deployments[0]?.decision?.decisionKey ?? '',
      variables: { temperature: 3 },
    });
    expect(answer.decisionId).toBe(own('season'));
    expect(JSON.parse(String(answer.decisionOutput))).toBe('winter');
  });
});

const ruleProcess = (id: string, decisionId: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="definitions" targetNamespace="http://casusoverleg.example/bpmn">
  <bpmn:process id="${id}" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>to-rule</bpmn:outgoing></bpmn:startEvent>
    <bpmn:businessRuleTask id="rule">
      <bpmn:extensionElements>
        <zeebe:calledDecision decisionId="${decisionId}" resultVariable="served" />
      </bpmn:extensionElements>
      <bpmn:incoming>to-rule</bpmn:incoming><bpmn:outgoing>to-end</bpmn:outgoing>
    </bpmn:businessRuleTask>
    <bpmn:endEvent id="end"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to-rule" sourceRef="start" targetRef="rule" />
    <bpmn:sequenceFlow id="to-end" sourceRef="rule" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>`;

const resultOf = async (bpmnProcessId: string, variables: Record<string, unknown>): Promise<unknown> => {
  const { variables: result } = await engine.zeebe.createProcessInstanceWithResult({
    bpmnProcessId,
    variables: variables as never,
  });
  return result;
};

test('a business rule task takes the latest decision, also after a restart and after the latest was deleted', async () => {
  const { name, xml, own } = ownDecisions('dish');
  const processId = own('serve');
  await deployFile(name, xml);
  await deployFile(`${processId}.bpmn`, ruleProcess(processId, own('dish')));
  const summer = { temperature: 30, guests: 2 };
  expect(await resultOf(processId, summer)).toMatchObject({ served: { dish: 'salad', minutes: 10 } });
  const { deployments } = await deployFile(name, xml.replace('"salad"', '"soup"'));
  await engine.restart();
  expect(await resultOf(processId, summer)).toMatchObject({ served: { dish: 'soup' } });
  const resourceKey = deployments[2]?.decisionRequirements?.decisionRequirementsKey;
  await engine.raw.call('DeleteResource', { resourceKey });
  expect(await resultOf(processId, summer)).toMatchObject({ served: { dish: 'salad' } });
  await engine.restart();
  expect(await resultOf(processId, summer)).toMatchObject({ served: { dish: 'salad' } });
});

const userTaskProcess = (id: string, formId: string): string =>
  ruleProcess(id, 'x')
    .replaceAll('businessRuleTask', 'userTask')
    .replace(/<zeebe:calledDecision[^>]*>/, `<zeebe:formDefinition formId="${formId}" />`);

(REAL_ZEEBE ? test.skip : test)(
  'a user task gets the key of the latest version of its linked form',
  async () => {
    const suffix = uniqueSuffix();
    const form = (version: number): Promise<Deployed> =>
      deployFile(
        `intake-${suffix}.form`,
        JSON.stringify({ id: `intake-${suffix}`, version, components: [] }),
      );
    expect((await form(1)).deployments[0]?.form).toMatchObject({ formId: `intake-${suffix}`, version: 1 });
    const latest = (await form(2)).deployments[0]?.form;
    expect(latest?.version).toBe(2);
    await engine.restart();
    await deployFile(`ask-${suffix}.bpmn`, userTaskProcess(`ask-${suffix}`, `intake-${suffix}`));
    const processInstanceKey = await say.create(`ask-${suffix}`);
    const jobs = await say.activateNow('io.camunda.zeebe:userTask');
    const job = jobs.find((found) => found.processInstanceKey === processInstanceKey);
    expect(JSON.parse(job?.customHeaders ?? '{}')).toEqual({ 'io.camunda.zeebe:formKey': latest?.formKey });
  },
);
