import type { FormData, PlanVersion } from './case-file.ts';
import { planChanges, type PlanChange } from './plan.ts';

/**
 * What changed between two versions of the plan, as far as its text may be read: decided field by field, in the version that
 * has the text.
 *
 * @param readable what of a version may be read
 */
export function readableChanges(
  before: PlanVersion,
  after: PlanVersion,
  readable: (version: PlanVersion) => FormData,
): readonly PlanChange[] {
  const [old, current] = [before, after].map((version) => new Set(textsIn(readable(version))));
  return planChanges(before, after).filter(
    ({ kind, title }) => (kind === 'removed' ? old : current)?.has(title) === true,
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
