import { isDoc, type Doc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import type { ExpressionScope } from './expression.ts';
import { documentStage } from './stages.ts';

/** Stages that an update may use. */
const ALLOWED = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Compiles a pipeline update to a function from document to document. */
export function pipelineUpdate(stages: Value[], scope: ExpressionScope): (doc: Doc) => Doc {
  const steps = stages.map((stage) => {
    const [entry, ...others] = isDoc(stage) ? [...stage] : [];
    if (!entry || others.length > 0)
      throw new StoreError(
        'Location40323',
        'A pipeline stage specification object must contain exactly one field.',
      );
    const [name, operand] = entry;
    if (!ALLOWED.has(name))
      throw new StoreError('InvalidOptions', `${name} is not allowed to be used within an update`);
    return documentStage(name, operand, scope)!;
  });
  return (doc) => steps.reduce((current, step) => step(current), doc);
}
