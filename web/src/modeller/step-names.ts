import type { OutlineStep, ProcessOutline } from './canvas/outline.ts';

/** All steps of an outline, those inside sub-processes included, in reading order. */
export const allSteps = (outline: readonly ProcessOutline[]): OutlineStep[] =>
  outline.flatMap(({ steps }) => withChildren(steps));

const withChildren = (steps: readonly OutlineStep[]): OutlineStep[] =>
  steps.flatMap((step) => [step, ...withChildren(step.children)]);

/** What to call each element: its name, for those that have one. */
export const namesOf = (outline: readonly ProcessOutline[]): ReadonlyMap<string, string> =>
  new Map(allSteps(outline).flatMap(({ elementId, name }) => (name ? [[elementId, name]] : [])));
