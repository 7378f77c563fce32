import { describe, expect, test } from '@jest/globals';
import {
  deploymentErrors,
  deploymentReason,
} from '../../../src/cases/process-definitions/deployment-errors.ts';

const heading = 'deploy: Expected to deploy new resources, but encountered the following errors:\n';

describe("the engine's refusal of a deployment", () => {
  test.each([
    [
      'one error on one line',
      "'a.bpmn': - Element: task - ERROR: Must have a type (invalid-argument)",
      [{ elementId: 'task', message: 'Must have a type' }],
    ],
    [
      'several errors at one element',
      "'a.bpmn': - Element: task\n    - ERROR: One\n    - ERROR: Two\n",
      [
        { elementId: 'task', message: 'One' },
        { elementId: 'task', message: 'Two' },
      ],
    ],
    [
      'the path to a part of an element',
      "'a.bpmn': - Element: task > extensionElements > taskDefinition\n    - ERROR: Empty\n",
      [{ elementId: 'task', message: 'Empty' }],
    ],
    [
      'several files',
      "'a.bpmn': - Element: x\n    - ERROR: One\n'b.bpmn': - Element: y\n    - ERROR: Two over\n  two lines\n",
      [
        { elementId: 'x', message: 'One' },
        { elementId: 'y', message: 'Two over two lines' },
      ],
    ],
    ['no element', "'a.bpmn': cannot be parsed", []],
  ])('with %s', (_, text, errors) => {
    expect(deploymentErrors(heading + text)).toEqual(errors);
  });

  test('without elements keeps its reason', () => {
    expect(deploymentReason(`${heading}'a.bpmn': cannot be parsed (invalid-argument)`)).toBe(
      "'a.bpmn': cannot be parsed",
    );
  });
});
